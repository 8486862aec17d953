extension ONNXOperators {
  /// Operators that answer truth values, and others that no operation stands for; their results'
  /// extents are known.
  static let comparisons: [ONNXOperator] = [
    comparison("Equal", { $0 == $1 }, { $0 == $1 }),
    comparison("Less", { $0 < $1 }, { $0 < $1 }),
    comparison("LessOrEqual", { $0 <= $1 }, { $0 <= $1 }),
    comparison("Greater", { $0 > $1 }, { $0 > $1 }),
    comparison("GreaterOrEqual", { $0 >= $1 }, { $0 >= $1 }),
    broadcast("And", ConstantFolding.binary({ ($0 & $1, false) }, { _, _ in nil })),
    broadcast("Or", ConstantFolding.binary({ ($0 | $1, false) }, { _, _ in nil })),
    broadcast("Mod", ConstantFolding.binary(ConstantFolding.modulo, { _, _ in nil })),
    broadcast("Not", ConstantFolding.unary({ $0 == 0 ? 1 : 0 }, { _ in nil })),
    sameExtents("ScatterND"), sameExtents("ScatterElements"),
  ]

  private static func comparison(
    _ name: String, _ integer: @escaping @Sendable (Int, Int) -> Bool,
    _ real: @escaping @Sendable (Float, Float) -> Bool
  ) -> ONNXOperator {
    broadcast(name, ConstantFolding.comparison(integer, real))
  }

  /// All operands, broadcast together.
  private static func broadcast(
    _ name: String, _ folding: @escaping ConstantFolding.Rule
  ) -> ONNXOperator {
    ONNXOperator(name, folding: .computed(folding)) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let extents = call.operands.indices.dropFirst().reduce(call.extents(0)) {
        broadcastExtents($0, call.extents($1))
      }
      return .unrecognized(extents: extents)
    }
  }

  private static func sameExtents(_ name: String) -> ONNXOperator {
    ONNXOperator(name) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .unrecognized(extents: call.extents(0))
    }
  }
}

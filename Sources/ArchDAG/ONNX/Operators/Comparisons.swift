extension ONNXOperators {
  /// Operators that answer truth values or whole numbers.
  static let comparisons: [ONNXOperator] = [
    discrete("Equal", .equal, ConstantFolding.comparison({ $0 == $1 }, { $0 == $1 })),
    discrete("Less", .less, ConstantFolding.comparison({ $0 < $1 }, { $0 < $1 })),
    discrete(
      "LessOrEqual", .lessOrEqual, ConstantFolding.comparison({ $0 <= $1 }, { $0 <= $1 })),
    discrete("Greater", .greater, ConstantFolding.comparison({ $0 > $1 }, { $0 > $1 })),
    discrete(
      "GreaterOrEqual", .greaterOrEqual, ConstantFolding.comparison({ $0 >= $1 }, { $0 >= $1 })),
    discrete("And", .and, ConstantFolding.binary({ ($0 & $1, false) }, { _, _ in nil })),
    discrete("Or", .or, ConstantFolding.binary({ ($0 | $1, false) }, { _, _ in nil })),
    discrete("Xor", .exclusiveOr, ConstantFolding.binary({ ($0 ^ $1, false) }, { _, _ in nil })),
    ONNXOperator(
      "Mod", 10...newest, as: .discrete, operands: .init(.partlyKnown(.pointwise)),
      folding: .computed { node, operands in
        // With `fmod` the sign is the dividend's, as that of Swift's remainder.
        let isCut = node.integer("fmod") == 1
        let remainder =
          isCut
          ? ConstantFolding.binary(
            { $0.remainderReportingOverflow(dividingBy: $1) }, { _, _ in nil })
          : ConstantFolding.binary(ConstantFolding.modulo, { _, _ in nil })
        return remainder(operands)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      let isCut = call.node.integer("fmod") == 1
      return .operation(.discrete(isCut ? .cutRemainder : .remainder), [.operand(0), .operand(1)])
    },
    ONNXOperator(
      "Not", as: .discrete, operands: .init(.partlyKnown(.pointwise)), results: .fixed(.boolean),
      folding: .function(ConstantFolding.unary({ $0 == 0 ? 1 : 0 }, { _ in nil }))
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(
        .discrete(.equal), [.operand(0), .constant(Literal(scalar: 0))])
    },
  ]

  private static func discrete(
    _ name: String, _ function: DiscreteFunction, _ folding: @escaping ConstantFolding.Function
  ) -> ONNXOperator {
    // Before opset 7, operands were broadcast by an attribute.
    ONNXOperator(
      name, 7...newest, as: .discrete, operands: .init(.partlyKnown(.pointwise)),
      results: .fixed(.boolean), folding: .function(folding)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .operation(.discrete(function), [.operand(0), .operand(1)])
    }
  }
}

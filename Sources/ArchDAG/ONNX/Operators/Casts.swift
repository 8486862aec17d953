extension ONNXOperators {
  /// Copies, and copies in other number formats.
  static let casts: [ONNXOperator] = [
    ONNXOperator("Identity", as: .identity, folding: .keepsNumbers) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return copy(call)
    },
    ONNXOperator(
      "Cast", as: .identity, .elementwise, .arithmetic,
      folding: .computed { node, operands in
        operands.first??.cast(to: TensorRecord.ElementType(node.integer("to") ?? 0))
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      switch TensorRecord.ElementType(call.node.integer("to") ?? 0) {
      case .float, .double, .float16, .bfloat16, .undefined: return copy(call)
      // Numbers of 8 bits or fewer are other numbers.
      case .other: return .unrecognized(extents: call.extents(0))
      case .boolean:
        return .value(OperatorMeaning.Expression.operand(0).sign.applying(.elementwise(.absolute)))
      case .integer:
        guard let x = call.tensor(0), !x.isWhole else { return copy(call) }
        // Towards zero: sign(x) · ⌊|x|⌋.
        let x0 = OperatorMeaning.Expression.operand(0)
        let magnitude = x0.applying(.elementwise(.absolute)).applying(.elementwise(.floor))
        return .value(x0.sign.combined(.multiply, with: magnitude))
      }
    },
    ONNXOperator(
      "CastLike", 15...newest, as: .identity, ignoresOtherOperands: true,
      folding: .computed { _, operands in
        let target = operands.count == 2 ? operands[1] : nil
        // What flows through a network is real, unless it is a constant of whole numbers.
        if case .integers? = target?.numbers {
          return operands.first??.cast(to: .integer(bits: 64, isSigned: true))
        }
        return operands.first??.cast(to: .float)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return copy(call)
    },
  ]

  /// A copy of what depends on no input is the thing itself: exporters copy tied weights.
  private static func copy(_ call: OperatorCall) -> OperatorMeaning {
    if let tensor = call.tensor(0), !tensor.dependsOnInput { return .value(.operand(0)) }
    return .operation(.identity)
  }
}

extension OperatorMeaning.Expression {
  fileprivate var sign: Self { applying(.elementwise(.sign)) }
}

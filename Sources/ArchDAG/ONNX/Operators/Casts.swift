extension ONNXOperators {
  /// Copies, and copies in other number formats.
  static let casts: [ONNXOperator] = [
    ONNXOperator(
      "Identity", as: .identity, operands: .init(.moves(.handedOn)), folding: .keepsNumbers
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return copy(call)
    },
    ONNXOperator(
      "Cast", as: .identity, .elementwise, .arithmetic, .discrete,
      operands: .init(.moves(.cast)),
      results: .named,
      folding: .computed { node, operands in
        operands.first??.cast(to: TensorRecord.ElementType(node.integer("to") ?? 0))
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return meaning(call, of: TensorRecord.ElementType(call.node.integer("to") ?? 0))
    },
    ONNXOperator(
      "CastLike", 15...newest, as: .identity, .elementwise, .arithmetic, .discrete,
      operands: .init(.moves(.cast)), results: .ofOperand(1)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      // What flows through a network is real, unless the file says otherwise.
      let format = call.format(1) == .undefined ? .float : call.format(1)
      if let literal = call.literal(0) { return .value(.constant(literal.cast(to: format))) }
      return meaning(call, of: format)
    },
  ]

  /// A tensor in another number format.
  private static func meaning(
    _ call: OperatorCall, of format: TensorRecord.ElementType
  ) -> OperatorMeaning {
    let x = OperatorMeaning.Expression.operand(0)
    switch format {
    // Numbers of 16 bits are computed with as those of 32 are.
    case .float, .double, .float16, .bfloat16, .undefined: return copy(call)
    // Numbers of 8 bits or fewer are other numbers.
    case .other:
      return .unrecognized(extents: call.extents(0), trait: "to numbers of 8 bits or fewer")
    case .boolean:
      return .value(x.applying(.elementwise(.sign)).applying(.elementwise(.absolute)))
    case .integer:
      guard call.format(0).isWhole else { return .value(x.truncated) }
      return call.format(0).fits(in: format) ? copy(call) : .value(x.wrapped(in: format))
    }
  }

  /// A copy of what depends on no input is the thing itself: exporters copy tied weights.
  private static func copy(_ call: OperatorCall) -> OperatorMeaning {
    if call.elementCount(0) != nil { return .value(.operand(0)) }
    if let tensor = call.tensor(0), !tensor.dependsOnInput { return .value(.operand(0)) }
    return .operation(.identity)
  }
}

extension TensorRecord.ElementType {
  /// Whether every number of this format is one of another format of whole numbers, too.
  fileprivate func fits(in other: TensorRecord.ElementType) -> Bool {
    switch (self, other) {
    case (.boolean, .integer): true
    case (.integer(let own, let isSigned), .integer(let bits, true)):
      own < bits || (own == bits && isSigned)
    case (.integer(let own, false), .integer(let bits, false)): own <= bits
    default: false
    }
  }
}

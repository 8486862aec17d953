extension ONNXOperators {
  /// Operators that combine tensors element by element.
  static let arithmetic: [ONNXOperator] = [
    combination("Add", .add, .sum),
    combination("Sub", .subtract, .difference),
    ONNXOperator(
      "Mul", as: .arithmetic, .dropout, operands: .init(.combines(.product)),
      folding: .function(Arithmetic.multiply.ofConstants)
    ) { call throws(ArchitectureError) in
      if let dropout = DropoutMask.dropout(call) { return dropout }
      return try translation(.multiply)(call)
    },
    ONNXOperator(
      "Div", as: .arithmetic, .discrete, operands: .init(.combines(.other)),
      folding: .function(Arithmetic.divide.ofConstants)
    ) { call throws(ArchitectureError) in
      // Whole numbers are divided without a fraction.
      if call.format(0).isWhole && call.format(1).isWhole {
        return .operation(.discrete(.wholeQuotient), [.operand(0), .operand(1)])
      }
      return try translation(.divide)(call)
    },
    ONNXOperator(
      "Pow", as: .arithmetic, .elementwise, folding: .function(Arithmetic.power.ofConstants)
    ) { call throws(ArchitectureError) in
      let meaning = try translation(.power)(call)
      // A power of whole numbers is whole, whatever the exponent.
      guard call.format(0).isWhole, case .value(let power) = meaning else { return meaning }
      return .value(power.truncated.wrapped(in: call.format(0)))
    },
    combination("Min", .minimum), combination("Max", .maximum),
    ONNXOperator("Sum", as: .arithmetic, translation: translation(.add)),
    ONNXOperator(
      "Where", 9...newest, as: .select, results: .ofOperand(1),
      folding: .computed { _, operands in ConstantFolding.choice(operands.compactMap(\.self)) }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      return .operation(.select, call.all)
    },
  ]

  private static func combination(
    _ name: String, _ function: Arithmetic, _ combination: OperatorEffect.Combination? = nil
  ) -> ONNXOperator {
    ONNXOperator(
      name, as: .arithmetic, operands: .init(combination.map { .combines($0) } ?? .other),
      folding: .function(function.ofConstants), translation: translation(function))
  }

  /// Two operands, or for `Sum`, `Min` and `Max` any number, combined from the left.
  private static func translation(_ function: Arithmetic) -> ONNXOperator.Translation {
    { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let operands = call.all.compactMap(\.self)
      guard operands.count > 1 else { return .operation(.identity) }
      var others = operands.dropFirst()
      if call.version < 7, call.node.integer("broadcast") == 1 {
        guard let right = aligned(call) else { return .unrecognized }
        others = [right]
      }
      let format = call.format(0)
      return .value(
        others.reduce(operands[0]) { $0.combined(function, with: $1).wrapped(in: format) })
    }
  }

  /// The second operand with axes of extent 1 behind its own, as the attribute `axis` of opsets 1
  /// to 6 lays it along the first one's axes.
  ///
  /// Source: ONNX operator `Add`, opset 6.
  private static func aligned(_ call: OperatorCall) -> OperatorMeaning.Expression? {
    guard let rank = call.extents(0)?.count, let own = call.extents(1)?.count, own <= rank else {
      return nil
    }
    let right = OperatorMeaning.Expression.operand(1)
    guard let stated = call.node.integer("axis") else { return right }
    let axis = stated < 0 ? stated + rank : stated
    guard 0...rank - own ~= axis else { return nil }
    let behind = rank - own - axis
    return behind == 0 ? right : right.applying(.unsqueeze(axes: Array(own..<own + behind)))
  }
}

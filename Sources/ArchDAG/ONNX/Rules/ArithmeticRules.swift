extension NodeRules {
  /// Operators that combine tensors element by element.
  static let arithmetic: [String: NodeRule] = [
    "Add": arithmetic(.add), "Sub": arithmetic(.subtract),
    "Mul": { translation, node throws(ArchitectureError) in
      if !translation.emitDropout(node) { try arithmetic(.multiply)(&translation, node) }
    },
    "Div": arithmetic(.divide), "Pow": arithmetic(.power), "Sum": arithmetic(.add),
    "Min": arithmetic(.minimum), "Max": arithmetic(.maximum),
    "Identity": identity, "Cast": identity, "CastLike": identity,
  ]

  /// Two operands, or for `Sum`, `Min` and `Max` any number, combined from the left.
  private static func arithmetic(_ function: Arithmetic) -> NodeRule {
    { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      let operands = translation.operands(node).compactMap(\.self)
      guard operands.count > 1 else {
        return translation.emit(.identity, for: node, inputs: [operands[0]])
      }
      var left = operands[0]
      for right in operands[1..<(operands.count - 1)] {
        let partial = translation.emit(
          .arithmetic(function), name: node.name, inputs: [left, right], results: [node.name])
        left = translation.tensor(of: partial[0], name: node.name)
      }
      translation.emit(
        .arithmetic(function), for: node, inputs: [left, operands[operands.count - 1]])
    }
  }

  /// A copy of what depends on no input is the thing itself: exporters copy tied weights.
  private static let identity: NodeRule = { translation, node throws(ArchitectureError) in
    try node.requireOperands(1)
    if case .tensor(let tensor)? = translation.flow(node, 0),
      !translation.tensors[tensor].dependsOnInput
    {
      if case let output?? = node.outputs.first { translation.define(output, as: .tensor(tensor)) }
      return
    }
    translation.emit(.identity, for: node, inputs: [translation.operand(node, 0)])
  }
}

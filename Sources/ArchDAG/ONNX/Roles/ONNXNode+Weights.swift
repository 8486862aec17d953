extension ONNXNode {
  /// What the operands are to the operator; `nil` for one that no rule knows.
  var operands: ONNXOperands? { known?.operands }

  /// What the node does with the numbers of its operands.
  var effect: OperatorEffect { known?.operands.effect ?? .other }

  /// Whether the result is the operand, as that of `Identity` is.
  var handsOn: Bool { effect == .moves(.handedOn) }

  /// The number that exporters repeat instead of an operand that the module does not have.
  func placeholder(ofOperand index: Int) -> Float? {
    // A batch norm that standardizes a weight has no shift; the zeros of another one are its own.
    if effect == .normalizes(.batch), integer("training_mode") != 1 { return nil }
    return operands?.placeholders[index]
  }
}

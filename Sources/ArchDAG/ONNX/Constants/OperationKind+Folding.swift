extension OperationKind {
  /// The numbers of the operation's result, of constants; `nil` where no rule tells them.
  func deferred(of operands: [Literal?]) -> DeferredNumbers? {
    switch self {
    case .identity, .reshape, .flatten, .squeeze, .unsqueeze:
      return DeferredNumbers(of: operands) { $0.first ?? nil }
    case .arithmetic, .expand:
      guard let name = foldingOperator, case .computed(let rule)? = ONNXOperators[name]?.folding
      else { return nil }
      let node = ONNXNode(type: name, name: name)
      return DeferredNumbers(of: operands) { rule(node, $0) }
    default: return nil
    }
  }

  /// The operator of ONNX by whose rule constants are combined.
  private var foldingOperator: String? {
    switch self {
    case .arithmetic(.add): "Add"
    case .arithmetic(.subtract): "Sub"
    case .arithmetic(.multiply): "Mul"
    case .arithmetic(.divide): "Div"
    case .arithmetic(.power): "Pow"
    case .arithmetic(.minimum): "Min"
    case .arithmetic(.maximum): "Max"
    case .expand: "Expand"
    default: nil
    }
  }
}

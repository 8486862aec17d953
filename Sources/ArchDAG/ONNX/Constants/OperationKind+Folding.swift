extension OperationKind {
  /// The numbers of the operation's result, of constants; `nil` where no rule tells them.
  func deferred(of operands: [Literal?]) -> DeferredNumbers? {
    switch self {
    case .identity, .reshape, .flatten, .squeeze, .unsqueeze:
      return DeferredNumbers(of: operands) { $0.first ?? nil }
    case .transpose(let permutation):
      return DeferredNumbers(of: operands) {
        guard let grid = NumberGrid($0.first ?? nil),
          permutation.sorted() == Array(grid.extents.indices)
        else { return nil }
        return grid.picking([:], order: permutation)
      }
    case .mean(let axes, let keepsAxes):
      return DeferredNumbers(of: operands) {
        NumberGrid($0.first ?? nil)?.mean(over: axes, keepsAxes: keepsAxes)
      }
    case .reduction(let reduction, let axes, let keepsAxes):
      return DeferredNumbers(of: operands) {
        NumberGrid($0.first ?? nil)?.reduced(by: reduction, over: axes, keepsAxes: keepsAxes)
      }
    case .arithmetic, .elementwise, .expand:
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
    case .elementwise(let function): function.operatorName
    case .expand: "Expand"
    default: nil
    }
  }
}

extension ElementwiseFunction {
  /// The operator of ONNX that is this function.
  fileprivate var operatorName: String {
    switch self {
    case .absolute: "Abs"
    case .negate: "Neg"
    case .reciprocal: "Reciprocal"
    case .squareRoot: "Sqrt"
    case .exponential: "Exp"
    case .logarithm: "Log"
    case .errorFunction: "Erf"
    case .sine: "Sin"
    case .cosine: "Cos"
    case .floor: "Floor"
    case .ceiling: "Ceil"
    case .round: "Round"
    case .sign: "Sign"
    }
  }
}

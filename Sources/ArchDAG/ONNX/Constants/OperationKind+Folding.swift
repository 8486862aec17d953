extension OperationKind {
  /// The numbers of the operation's result, of constants; `nil` where no rule tells them.
  func deferred(of operands: [Literal?]) -> DeferredNumbers? {
    traits.constants.function.flatMap { DeferredNumbers(of: operands, $0) }
  }
}

extension ConstantRule {
  /// The numbers from those of the operands; `nil` where they are not computed.
  fileprivate var function: ConstantFolding.Function? {
    switch self {
    case .lost:
      return nil
    case .kept:
      return { $0.first ?? nil }
    case .transposed(let permutation):
      return {
        guard let grid = NumberGrid($0.first ?? nil),
          permutation.sorted() == Array(grid.extents.indices)
        else { return nil }
        return grid.picking([:], order: permutation)
      }
    case .repeated:
      return ConstantFolding.expanded
    case .mean(let axes, let keepsAxes):
      return { NumberGrid($0.first ?? nil)?.mean(over: axes, keepsAxes: keepsAxes) }
    case .reduced(let reduction, let axes, let keepsAxes):
      return {
        NumberGrid($0.first ?? nil)?.reduced(by: reduction, over: axes, keepsAxes: keepsAxes)
      }
    case .arithmetic(let function):
      return function.ofConstants
    case .elementwise(let function):
      return function.ofConstants
    }
  }
}

extension Translation {
  /// Joins the parts of root-mean-square norms, for which most exporters have no operator.
  ///
  /// x / √(mean(x²) + ε), or x times the reciprocal of that root, where the mean is over the last
  /// axes; a learned scale is joined as that of a layer norm is.
  ///
  /// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (arXiv:1910.07467), eq. 4.
  mutating func joinRootMeanSquareNorms() {
    for index in steps.indices {
      guard let norm = rootMeanSquareNorm(steps[index]) else { continue }
      steps[index].kind = .rootMeanSquareNorm(axis: norm.axis, epsilon: norm.epsilon)
      steps[index].inputs = [norm.x]
    }
  }

  private func rootMeanSquareNorm(_ step: Step) -> (x: Int, axis: Int, epsilon: Float)? {
    guard let (left, right) = operands(of: step) else { return nil }
    switch step.kind {
    case .arithmetic(.divide):
      return rootMeanSquareNorm(of: left, by: right)
    case .arithmetic(.multiply):
      for (x, inverse) in [(left, right), (right, left)] {
        guard let root = reciprocal(inverse), let norm = rootMeanSquareNorm(of: x, by: root) else {
          continue
        }
        return norm
      }
      return nil
    default:
      return nil
    }
  }

  private func rootMeanSquareNorm(
    of x: Int, by root: Int
  ) -> (x: Int, axis: Int, epsilon: Float)? {
    guard let rootStep = self.step(computing: root), case .elementwise(.squareRoot) = rootStep.kind,
      let sum = arithmetic(.add, computing: rootStep.inputs[0]),
      let epsilon = scalar(sum.right) ?? scalar(sum.left),
      let mean = self.step(computing: scalar(sum.right) == nil ? sum.right : sum.left),
      case .mean(let axes, true) = mean.kind, isSquare(mean.inputs[0], of: x),
      let axis = firstOfLast(axes, of: x)
    else { return nil }
    return (x, axis, epsilon)
  }

  /// The operand of 1 / x, however it is written.
  private func reciprocal(_ tensor: Int) -> Int? {
    guard let step = step(computing: tensor) else { return nil }
    switch step.kind {
    case .elementwise(.reciprocal): return step.inputs[0]
    case .arithmetic(.divide):
      guard let (one, x) = operands(of: step), scalar(one) == 1 else { return nil }
      return x
    default: return nil
    }
  }
}

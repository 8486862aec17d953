extension ArchitectureRewriting {
  /// A root-mean-square norm, for which most exporters have no operator.
  ///
  /// x / √(mean(x²) + ε), or x times the reciprocal of that root, where the mean is over the last
  /// axes; a learned scale is joined as that of a layer norm is.
  ///
  /// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (arXiv:1910.07467), eq. 4.
  func rootMeanSquareNorm(_ operation: Operation) -> Operation? {
    guard let (left, right) = operands(of: operation) else { return nil }
    if case .arithmetic(.divide) = operation.kind {
      return rootMeanSquareNorm(operation, of: left, by: right)
    }
    guard case .arithmetic(.multiply) = operation.kind else { return nil }
    for (x, inverse) in [(left, right), (right, left)] {
      guard let root = reciprocal(inverse),
        let norm = rootMeanSquareNorm(operation, of: x, by: root)
      else { continue }
      return norm
    }
    return nil
  }

  private func rootMeanSquareNorm(
    _ operation: Operation, of x: ValueID, by root: ValueID
  ) -> Operation? {
    guard let (mean, epsilon) = stabilized(root), case .mean(let axes, true) = mean.kind,
      isSquare(mean.operand(.data), of: x), let axis = firstOfLast(axes, of: x)
    else { return nil }
    return operation.replaced(by: .rootMeanSquareNorm(axis: axis, epsilon: epsilon), [x])
  }

  /// The operand of 1 / x, however it is written.
  func reciprocal(_ value: ValueID) -> ValueID? {
    guard let operation = producer(of: value) else { return nil }
    if case .elementwise(.reciprocal) = operation.kind { return operation.operand(.data) }
    guard let (one, x) = arithmetic(.divide, computing: value), scalar(one) == 1 else {
      return nil
    }
    return x
  }
}

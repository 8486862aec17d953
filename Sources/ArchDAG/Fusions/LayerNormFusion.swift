extension ArchitectureRewriting {
  /// Joins the parts of layer norms and root-mean-square norms, which exporters wrote out before
  /// opset 17.
  ///
  /// d / √(mean(d²) + ε) with d = x − mean(x), then perhaps · scale, then perhaps + shift, where
  /// the means are over the last axes.
  mutating func joinLayerNorms() {
    apply(to: .arithmetic) { $0.distributedLayerNorm($1) }
    apply(to: .arithmetic) { $0.layerNorm($1) }
    apply(to: .arithmetic) { $0.rootMeanSquareNorm($1) }
    apply(to: .arithmetic) { $0.scaledNorm($1) }
    apply(to: .arithmetic) { $0.shiftedNorm($1) }
  }

  private func layerNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.divide) = operation.kind,
      let (deviation, root) = operands(of: operation),
      let (variance, epsilon) = stabilized(root), case .mean(let axes, true) = variance.kind,
      isSquare(variance.operand(.data), of: deviation),
      let difference = arithmetic(.subtract, computing: deviation),
      let mean = producer(of: difference.right), mean.kind == variance.kind,
      mean.inputs == [difference.left], let axis = firstOfLast(axes, of: difference.left)
    else { return nil }
    return operation.replaced(by: .layerNorm(axis: axis, epsilon: epsilon), [difference.left])
  }

  /// x · s + (β − mean(x) · s) with s = γ / √(mean(d²) + ε) and d = x − mean(x), as TensorFlow writes it.
  private func distributedLayerNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.add) = operation.kind, let (left, right) = operands(of: operation)
    else { return nil }
    for (product, rest) in [(left, right), (right, left)] {
      guard let scaled = arithmetic(.multiply, computing: product),
        let (shift, moved) = arithmetic(.subtract, computing: rest), isLearned(shift),
        let centered = arithmetic(.multiply, computing: moved)
      else { continue }
      for (x, factor) in [(scaled.left, scaled.right), (scaled.right, scaled.left)] {
        guard let mean = operand(beside: factor, in: centered),
          let (scale, root) = scaleAndRoot(factor),
          let (variance, epsilon) = stabilized(root), case .mean(let axes, true) = variance.kind,
          let deviation = squared(variance.operand(.data)),
          let difference = arithmetic(.subtract, computing: deviation), difference.left == x,
          difference.right == mean, let average = producer(of: mean),
          average.kind == variance.kind, average.inputs == [x],
          let axis = firstOfLast(axes, of: x), extents(scale)?.count == -axis,
          extents(shift)?.count == -axis
        else { continue }
        return operation.replaced(
          by: .layerNorm(axis: axis, epsilon: epsilon), [x, scale, shift])
      }
    }
    return nil
  }

  /// γ and √v of γ / √v, written as a product with the reciprocal.
  private func scaleAndRoot(_ factor: ValueID) -> (scale: ValueID, root: ValueID)? {
    guard let (left, right) = arithmetic(.multiply, computing: factor) else { return nil }
    for (scale, inverse) in [(left, right), (right, left)] where isLearned(scale) {
      if let root = reciprocal(inverse) { return (scale, root) }
    }
    return nil
  }

  /// What a value is the square of.
  private func squared(_ value: ValueID?) -> ValueID? {
    guard
      let root = arithmetic(.power, computing: value)?.left
        ?? arithmetic(.multiply, computing: value)?.left, isSquare(value, of: root)
    else { return nil }
    return root
  }

  /// What computes v, and ε, if a value is √(v + ε).
  func stabilized(_ root: ValueID) -> (operation: Operation, epsilon: Float)? {
    guard let squareRoot = producer(of: root), case .elementwise(.squareRoot) = squareRoot.kind,
      let sum = arithmetic(.add, computing: squareRoot.operand(.data)),
      let epsilon = scalar(sum.right) ?? scalar(sum.left),
      let operation = producer(of: scalar(sum.right) == nil ? sum.right : sum.left)
    else { return nil }
    return (operation, epsilon)
  }

  private func scaledNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.multiply) = operation.kind,
      let (norm, scale) = normAndVector(operation), norm.operand(.scale) == nil,
      norm.operand(.shift) == nil
    else { return nil }
    return operation.replaced(by: norm.kind, [norm.operand(.data), scale])
  }

  private func shiftedNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.add) = operation.kind,
      let (norm, shift) = normAndVector(operation), case .layerNorm = norm.kind,
      let scale = norm.operand(.scale), norm.operand(.shift) == nil
    else { return nil }
    return operation.replaced(by: norm.kind, [norm.operand(.data), scale, shift])
  }

  /// The operands of an operation, if one is such a norm that nothing else reads and the other is
  /// learned and reaches over the normalized axes at most.
  private func normAndVector(_ operation: Operation) -> (norm: Operation, vector: ValueID)? {
    guard let (left, right) = operands(of: operation) else { return nil }
    for (result, vector) in [(left, right), (right, left)] where isReadOnce(result) {
      guard let norm = producer(of: result), let axis = norm.kind.normalizedAxis,
        isLearned(vector), let rank = extents(vector)?.count, rank == -axis
      else { continue }
      return (norm, vector)
    }
    return nil
  }
}

extension OperationKind {
  /// The first axis, counted from the end, that a layer norm or root-mean-square norm covers.
  fileprivate var normalizedAxis: Int? {
    if case .layerNorm(let axis, _) = self { return axis }
    if case .rootMeanSquareNorm(let axis, _) = self { return axis }
    return nil
  }
}

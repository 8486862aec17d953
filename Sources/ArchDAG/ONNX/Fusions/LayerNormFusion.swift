extension Translation {
  /// Joins the parts of layer norms and root-mean-square norms, which exporters wrote out before opset 17.
  ///
  /// d / √(mean(d²) + ε) with d = x − mean(x), then perhaps · scale, then perhaps + shift, where
  /// the means are over the last axes.
  mutating func joinLayerNorms() {
    let counts = readerCounts()
    for index in steps.indices {
      guard let norm = layerNorm(steps[index]) else { continue }
      steps[index].kind = .layerNorm(axis: norm.axis, epsilon: norm.epsilon)
      steps[index].inputs = [norm.x]
    }
    joinRootMeanSquareNorms()
    for index in steps.indices { joinScale(at: index, counts) }
    for index in steps.indices { joinShift(at: index, counts) }
  }

  private func layerNorm(_ step: Step) -> (x: Int, axis: Int, epsilon: Float)? {
    guard case .arithmetic(.divide) = step.kind, let (deviation, root) = operands(of: step),
      let rootStep = self.step(computing: root), case .elementwise(.squareRoot) = rootStep.kind,
      let sum = arithmetic(.add, computing: rootStep.inputs[0]),
      let epsilon = scalar(sum.right) ?? scalar(sum.left),
      let variance = self.step(computing: scalar(sum.right) == nil ? sum.right : sum.left),
      case .mean(let axes, true) = variance.kind, isSquare(variance.inputs[0], of: deviation),
      let difference = arithmetic(.subtract, computing: deviation),
      let mean = self.step(computing: difference.right), mean.kind == variance.kind,
      mean.inputs == [difference.left], let axis = firstOfLast(axes, of: difference.left)
    else { return nil }
    return (difference.left, axis, epsilon)
  }

  private mutating func joinScale(at index: Int, _ counts: [Int]) {
    guard case .arithmetic(.multiply) = steps[index].kind,
      let (norm, scale) = normAndVector(steps[index], counts), norm.inputs.count == 1
    else { return }
    steps[index].kind = norm.kind
    steps[index].inputs = norm.inputs + [scale]
  }

  private mutating func joinShift(at index: Int, _ counts: [Int]) {
    guard case .arithmetic(.add) = steps[index].kind,
      let (norm, shift) = normAndVector(steps[index], counts), norm.inputs.count == 2,
      case .layerNorm = norm.kind
    else { return }
    steps[index].kind = norm.kind
    steps[index].inputs = norm.inputs + [shift]
  }

  /// The operands of a step, if one is such a norm that nothing else reads and the other is
  /// learned and reaches over the normalised axes at most.
  private func normAndVector(_ step: Step, _ counts: [Int]) -> (norm: Step, vector: Int)? {
    guard let (left, right) = operands(of: step) else { return nil }
    for (result, vector) in [(left, right), (right, left)] where counts[result] == 1 {
      guard let norm = self.step(computing: result), let axis = norm.kind.normalizedAxis,
        !tensors[vector].dependsOnInput, !tensors[vector].isConstant,
        let rank = tensors[vector].extents?.count, rank == -axis
      else { continue }
      return (norm, vector)
    }
    return nil
  }
}

extension OperationKind {
  /// The first axis, counted from the end, that a layer norm or root-mean-square norm covers.
  fileprivate var normalizedAxis: Int? {
    switch self {
    case .layerNorm(let axis, _), .rootMeanSquareNorm(let axis, _): axis
    default: nil
    }
  }
}

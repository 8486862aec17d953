extension Translation {
  /// Joins the parts of group norms, for which exporters had no operator before opset 18.
  ///
  /// x, its channels laid out as (N, G, rest), goes through an instance norm of G channels without
  /// learned numbers, and back to its own extents; then perhaps · scale, then perhaps + shift, each
  /// a learned vector with axes of extent 1 behind its own.
  ///
  /// Source: Wu and He, "Group Normalization" (arXiv:1803.08494), section 3.1.
  mutating func joinGroupNorms() {
    let counts = readerCounts()
    for index in steps.indices {
      guard case .reshape = steps[index].kind, let inner = steps[index].inputs[0],
        let norm = step(computing: inner), counts[inner] == 1,
        case .groupNorm(let groups, let epsilon) = norm.kind, hasNoLearnedOperand(norm),
        let spread = step(computing: norm.inputs[0]), case .reshape = spread.kind,
        let x = spread.inputs[0],
        tensors[x].extents?.count == tensors[steps[index].outputs[0]].extents?.count
      else { continue }
      steps[index].kind = .groupNorm(groups: groups, epsilon: epsilon)
      steps[index].inputs = [x]
    }
    for index in steps.indices {
      joinChannelVector(at: index, .multiply, operandCount: 1, counts)
    }
    for index in steps.indices {
      joinChannelVector(at: index, .add, operandCount: 2, counts)
    }
  }

  private func hasNoLearnedOperand(_ norm: Step) -> Bool {
    norm.inputs.dropFirst().allSatisfy { $0.map { tensors[$0].isConstant } ?? true }
  }

  /// Turns a multiplication or addition of a learned vector of channels into a norm's operand.
  private mutating func joinChannelVector(
    at index: Int, _ function: Arithmetic, operandCount: Int, _ counts: [Int]
  ) {
    guard case .arithmetic(function) = steps[index].kind,
      let (left, right) = operands(of: steps[index])
    else { return }
    for (result, other) in [(left, right), (right, left)] where counts[result] == 1 {
      guard let norm = step(computing: result), case .groupNorm = norm.kind,
        norm.inputs.count == operandCount, let rank = tensors[result].extents?.count,
        let vector = channelVector(other, rank: rank)
      else { continue }
      steps[index].kind = norm.kind
      steps[index].inputs = norm.inputs + [vector]
      return
    }
  }

  /// The learned vector that lies along axis 1 of a tensor of this rank; a parameter may have its
  /// axes of extent 1 itself, where the exporter has folded them in.
  private func channelVector(_ tensor: Int, rank: Int) -> Int? {
    guard !tensors[tensor].dependsOnInput, let extents = tensors[tensor].extents,
      extents.count == rank - 1 || (extents.count == rank && extents[0] == 1),
      extents.suffix(rank - 2).allSatisfy({ $0 == 1 })
    else { return nil }
    var vector = tensor
    while let view = step(computing: vector) {
      switch view.kind {
      case .unsqueeze, .reshape:
        guard let source = view.inputs[0] else { return nil }
        vector = source
      default: return nil
      }
    }
    guard !tensors[vector].isConstant, let own = tensors[vector].extents else { return nil }
    if case .parameter = tensors[vector].origin, own == extents { return vector }
    return own.count == 1 ? vector : nil
  }
}

extension ArchitectureRewriting {
  /// Joins the parts of group norms, for which exporters had no operator before opset 18.
  ///
  /// x, its channels laid out as (N, G, rest), goes through an instance norm of G channels without
  /// learned numbers, and back to its own extents; then perhaps · scale, then perhaps + shift, each
  /// a learned vector with axes of extent 1 behind its own.
  ///
  /// Source: Wu and He, "Group Normalization" (arXiv:1803.08494), section 3.1.
  mutating func joinGroupNorms() {
    apply(to: .reshape) { $0.groupNorm($1) }
    apply(to: .arithmetic) { $0.scaledGroupNorm($1) }
    apply(to: .arithmetic) { $0.shiftedGroupNorm($1) }
  }

  private func groupNorm(_ operation: Operation) -> Operation? {
    guard case .reshape = operation.kind, let inner = operation.operand(.data),
      isReadOnce(inner), let norm = producer(of: inner),
      case .groupNorm(let groups, let epsilon) = norm.kind, hasNoLearnedOperand(norm),
      let spread = producer(of: norm.operand(.data)), case .reshape = spread.kind,
      let x = spread.operand(.data),
      extents(x)?.count == extents(operation.outputs[0])?.count
    else { return nil }
    return operation.replaced(by: .groupNorm(groups: groups, epsilon: epsilon), [x])
  }

  private func hasNoLearnedOperand(_ norm: Operation) -> Bool {
    norm.inputs.dropFirst().allSatisfy { operand in
      guard let operand, case .constant = self[operand].origin else { return operand == nil }
      return true
    }
  }

  private func scaledGroupNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.multiply) = operation.kind,
      let (norm, scale) = groupNormAndVector(operation), norm.operand(.scale) == nil,
      norm.operand(.shift) == nil
    else { return nil }
    return operation.replaced(by: norm.kind, [norm.operand(.data), scale])
  }

  private func shiftedGroupNorm(_ operation: Operation) -> Operation? {
    guard case .arithmetic(.add) = operation.kind,
      let (norm, shift) = groupNormAndVector(operation), let scale = norm.operand(.scale),
      norm.operand(.shift) == nil
    else { return nil }
    return operation.replaced(by: norm.kind, [norm.operand(.data), scale, shift])
  }

  /// The operands of an operation, if one is a group norm that nothing else reads and the other a
  /// learned vector of channels.
  private func groupNormAndVector(
    _ operation: Operation
  ) -> (norm: Operation, vector: ValueID)? {
    guard let (left, right) = operands(of: operation) else { return nil }
    for (result, other) in [(left, right), (right, left)] where isReadOnce(result) {
      guard let norm = producer(of: result), case .groupNorm = norm.kind,
        let rank = extents(result)?.count, let vector = channelVector(other, rank: rank)
      else { continue }
      return (norm, vector)
    }
    return nil
  }

  /// The learned vector that lies along axis 1 of a tensor of this rank; a parameter may have its
  /// axes of extent 1 itself, where the exporter has folded them in.
  private func channelVector(_ value: ValueID, rank: Int) -> ValueID? {
    guard isLearned(value), let whole = extents(value), rank >= 2,
      whole.count == rank - 1 || (whole.count == rank && whole[0] == 1),
      whole.suffix(rank - 2).allSatisfy({ $0 == 1 })
    else { return nil }
    var vector = value
    while let view = producer(of: vector) {
      switch view.kind {
      case .unsqueeze, .reshape:
        guard let source = view.operand(.data) else { return nil }
        vector = source
      default: return nil
      }
    }
    guard isLearned(vector), let own = extents(vector) else { return nil }
    if case .parameter = self[vector].origin, own == whole { return vector }
    return own.count == 1 ? vector : nil
  }
}

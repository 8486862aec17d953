import Tensors

extension NumberGrid {
  /// The numbers with others instead of those that indices name.
  ///
  /// They name elements along an axis, or, without one, blocks, by their own last axis. The last number
  /// counts where one is named twice.
  ///
  /// - Returns: `nil` where they do not fit.
  ///
  /// Source: ONNX operators `ScatterElements` and `ScatterND`, opset 18.
  func scattering(_ others: NumberGrid, at indices: NumberGrid, axis: Int?) -> Literal? {
    guard case .integers(let entries) = indices.numbers,
      let targets = axis.map({ targets(of: entries, indices.extents, alongAxis: $0) })
        ?? targets(ofBlocksAt: entries, indices.extents),
      others.numbers.count == targets.count
    else { return nil }
    let extents = extents.map(Optional.some)
    if case .integers(var own) = numbers, case .integers(let new) = others.numbers {
      for (target, number) in zip(targets, new) { own[target] = number }
      return Literal(extents: extents, numbers: .integers(own))
    }
    guard var own = numbers.reals, let new = others.numbers.reals else { return nil }
    for (target, number) in zip(targets, new) { own[target] = number }
    return Literal(extents: extents, numbers: .reals(own))
  }

  /// Where the elements lie that indices of some extents name along an axis.
  private func targets(of indices: [Int], _ own: [Int], alongAxis axis: Int) -> [Int]? {
    guard let axis = normalizedAxis(axis, rank: extents.count), own.count == extents.count,
      own.indices.allSatisfy({ $0 == axis || own[$0] <= extents[$0] })
    else { return nil }
    let steps = rowMajorStrides(of: extents)
    var targets: [Int] = []
    for (offset, index) in indices.enumerated() {
      guard let index = normalizedAxis(index, rank: extents[axis]) else { return nil }
      var (rest, sum) = (offset, index * steps[axis])
      for dimension in own.indices.reversed() {
        if dimension != axis { sum += rest % own[dimension] * steps[dimension] }
        rest /= own[dimension]
      }
      targets.append(sum)
    }
    return targets
  }

  /// Where the elements of blocks lie whose beginnings the last axis of indices names.
  private func targets(ofBlocksAt indices: [Int], _ own: [Int]) -> [Int]? {
    guard let depth = own.last, 1...max(1, extents.count) ~= depth, depth <= extents.count else {
      return nil
    }
    let steps = rowMajorStrides(of: extents)
    let block = extents[depth...].reduce(1, *)
    guard indices.count / depth * block <= DeferredNumbers.countLimit else { return nil }
    var targets: [Int] = []
    for first in stride(from: 0, to: indices.count, by: depth) {
      var start = 0
      for axis in 0..<depth {
        guard let index = normalizedAxis(indices[first + axis], rank: extents[axis]) else {
          return nil
        }
        start += index * steps[axis]
      }
      targets += start..<start + block
    }
    return targets
  }
}

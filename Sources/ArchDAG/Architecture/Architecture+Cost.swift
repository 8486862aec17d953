import Tensors

extension Architecture {
  /// About how many multiplications by parameters an image takes: each weight once for each
  /// position of the result.
  public var multiplicationCount: Int {
    // A file may state any extents: the sum is one of real numbers, cut to what an integer holds.
    var count = 0.0
    for operation in operations {
      let weights = operation.inputs.compactMap(\.self).reduce(0.0) { sum, id in
        guard case .parameter(let shape, true) = self[id].origin, shape.rank > 1 else { return sum }
        return sum + Double(shape.count)
      }
      guard weights > 0, let extents = operation.outputs.first.flatMap({ self[$0].extents }) else {
        continue
      }
      let positions = operation.kind.positionExtents(of: extents)
      count += weights * positions.reduce(1.0) { $0 * Double(max(1, $1 ?? 1)) }
    }
    return Int(min(count, 0x1p60))
  }
}

extension OperationKind {
  /// The extents of the positions at which each weight is used: of the pixels in a convolution's
  /// (N, C, H, W), of the tokens in a linear layer's (N, …, C).
  fileprivate func positionExtents(of extents: [Int?]) -> ArraySlice<Int?> {
    if case .linear = self { extents.dropFirst().dropLast() } else { extents.dropFirst(2) }
  }
}

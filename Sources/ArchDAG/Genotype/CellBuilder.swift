import Tensors

/// Builds one cell of a DeepNets-1M network.
///
/// A state to which every path is `none` is absent, that is `nil`.
struct CellBuilder {
  let cell: Genotype.Cell
  /// The module's name, such as `cells.3`.
  let path: String
  /// The width of every sum, in channels.
  let width: Int
  /// By how much operations on the cell's inputs shrink the image.
  let stride: Int

  /// States 0 and 1: the outputs of the two cells before, brought to the cell's width.
  ///
  /// `shrinksOlder` says that the older one is of twice the extents of the newer.
  func preprocess(
    _ older: FeatureMap?, _ newer: FeatureMap?, _ usesConvolutions: Bool, shrinksOlder: Bool,
    _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> [FeatureMap?] {
    var states = [older, newer]
    for (index, state) in states.enumerated() {
      guard let state else { continue }
      let path = "\(path).preprocess\(index)"
      let shrinks = index == 0 && shrinksOlder
      if usesConvolutions {
        states[index] =
          shrinks
          ? try layers.reduceByHalves(state, to: width, at: path)
          : try layers.convolveRectified(state, to: width, SlidingWindow(extent: 1), at: path)
      } else if shrinks {
        states[index] = try layers.subsample(state, from: 0, step: 2, at: path)
      }
    }
    return states
  }

  /// The cell's output: its sums, concatenated; `nil` if none of them is there.
  mutating func combine(
    _ inputs: [FeatureMap?], _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap? {
    var states = inputs
    for sum in 0..<cell.sumCount {
      var operands: [FeatureMap] = []
      for index in [2 * sum, 2 * sum + 1] {
        let edge = cell.edges[index]
        guard let state = states[edge.state] else { continue }
        let result = try layers.apply(
          edge.operation, to: state, width: width, stride: edge.state < 2 ? stride : 1,
          at: "\(path)._ops.\(index)")
        if let result { operands.append(result) }
      }
      states.append(
        operands.count == 2
          ? try layers.sum(operands[0], operands[1], at: "\(path).sum\(sum)") : operands.first)
    }
    return try concatenate(cell.concatenation.map { states[$0] }, &layers)
  }

  /// The states one behind the other, zeros where one is absent.
  private func concatenate(
    _ states: [FeatureMap?], _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap? {
    // Zeros are channels by which the next state that is there, or else the last, is padded.
    var maps: [(map: FeatureMap, before: Int, after: Int)] = []
    var pending = 0
    for state in states {
      guard let state else {
        pending += width
        continue
      }
      maps.append((state, pending, 0))
      pending = 0
    }
    guard !maps.isEmpty else { return nil }
    maps[maps.count - 1].after = pending
    var padded: [FeatureMap] = []
    for (index, (map, before, after)) in maps.enumerated() {
      guard before + after > 0 else {
        padded.append(map)
        continue
      }
      padded.append(
        try layers.add(
          .pad(amounts: [0, before, 0, 0, 0, after, 0, 0]), at: "\(path).zeros\(index)", [map.id],
          channels: before + map.channels + after, height: map.height, width: map.width))
    }
    return try layers.concatenate(padded, at: path + ".concatenation")
  }
}

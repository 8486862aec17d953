import Tensors

extension Architecture {
  /// Builds the network of a NAS-Bench-101 cell.
  ///
  /// A stem of 128 channels and three stages of 3 cells each; before the second and the third
  /// stage a max pool halves the image, and the channels double. Parameters bear the names of the
  /// network's PyTorch form, such as `layers.1.vertex_op.1.conv3x3.conv_bn_relu.0.weight`.
  ///
  /// - Throws: ``ArchitectureError`` if an option is out of bounds or the channels are too few to
  ///   be shared out.
  ///
  /// Source: NAS-Bench-101 (arXiv:1902.09635), section 2 and figure 1; names from
  /// `romulus0914/NASBench-PyTorch`.
  public init(
    _ cell: NASBench101Cell, options: GenotypeOptions = GenotypeOptions(),
    name: String = "nas-bench-101"
  ) throws(ArchitectureError) {
    let stages = try StagedNetwork(options, channels: 128, cellsPerStage: 3)
    let cell = try cell.pruned()
    var layers = ConvolutionalBuilder(name: name, normalization: stages.normalization)
    var x = layers.addInput(stages.input)
    var width = stages.channels
    x = try layers.convolveNormalized(
      x, to: width, SlidingWindow(extent: 3, padding: 1), at: "layers.0")
    var index = 1
    for stage in 0..<3 {
      if stage > 0 {
        width *= 2
        let halves = SlidingWindow(extent: 2, stride: 2)
        x = try layers.pool(x, halves, OperationKind.maxPool, at: "layers.\(index)")
        index += 1
      }
      for _ in 0..<stages.cellsPerStage {
        var builder = try NASBench101CellBuilder(cell, path: "layers.\(index)", channels: width)
        x = try builder.apply(to: x, &layers)
        index += 1
      }
    }
    let logits = try layers.classify(x, into: stages.classCount)
    self = try layers.builder.finish(outputs: [logits]).keepingLiveOperations()
  }
}

extension ConvolutionalBuilder {
  /// Convolution, norm, rectification.
  fileprivate mutating func convolveNormalized(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var y = try convolve(x, to: channels, window, at: path + ".conv_bn_relu.0")
    y = try normalize(y, at: path + ".conv_bn_relu.1")
    return try activate(y, at: path + ".conv_bn_relu.2")
  }
}

/// Builds one cell of a NAS-Bench-101 network.
private struct NASBench101CellBuilder {
  private let cell: NASBench101Cell
  private let path: String
  private let channels: [Int]

  init(
    _ cell: NASBench101Cell, path: String, channels: Int
  ) throws(ArchitectureError) {
    self.cell = cell
    self.path = path
    self.channels = try Self.vertexChannels(of: cell, outputs: channels)
  }

  /// The channels of every vertex.
  ///
  /// The vertices that lead to the output share its channels out, the first of them taking what is
  /// left over; any other has as many as the widest vertex that it leads to.
  private static func vertexChannels(
    of cell: NASBench101Cell, outputs: Int
  ) throws(ArchitectureError) -> [Int] {
    let last = cell.vertices.count - 1
    var channels = [Int](repeating: 0, count: last + 1)
    channels[last] = outputs
    let concatenated = (1..<last).filter { cell.matrix[$0][last] }
    guard concatenated.count <= outputs else {
      throw .malformed(
        location: "channels", expected: "one at least for each of \(concatenated.count) vertices",
        found: "\(outputs)")
    }
    for (index, vertex) in concatenated.enumerated() {
      let rest = outputs % concatenated.count
      channels[vertex] = outputs / concatenated.count + (index < rest ? 1 : 0)
    }
    for vertex in (1..<last).reversed() where channels[vertex] == 0 {
      channels[vertex] =
        (vertex + 1..<last).filter { cell.matrix[vertex][$0] }
        .map { channels[$0] }.max() ?? 0
    }
    return channels
  }

  mutating func apply(
    to x: FeatureMap, _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap {
    let last = cell.vertices.count - 1
    var states: [FeatureMap] = [x]
    for vertex in 1..<last {
      var operands: [FeatureMap] = []
      for source in 1..<vertex where cell.matrix[source][vertex] {
        operands.append(try truncate(states[source], from: source, to: vertex, &layers))
      }
      if cell.matrix[0][vertex] { operands.append(try project(x, to: vertex, &layers)) }
      let sum = try add(operands, at: "\(path).vertex\(vertex)", &layers)
      states.append(try applyVertex(vertex, to: sum, &layers))
    }
    let concatenated = (1..<last).filter { cell.matrix[$0][last] }.map { states[$0] }
    var results: [FeatureMap] = []
    if !concatenated.isEmpty {
      results.append(try layers.concatenate(concatenated, at: path + ".concatenation"))
    }
    if cell.matrix[0][last] { results.append(try project(x, to: last, &layers)) }
    return try add(results, at: path + ".output", &layers)
  }

  private func applyVertex(
    _ vertex: Int, to x: FeatureMap, _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap {
    let path = "\(path).vertex_op.\(vertex)"
    let three = SlidingWindow(extent: 3, padding: 1)
    return switch cell.vertices[vertex] {
    case .convolution1:
      try layers.convolveNormalized(
        x, to: x.channels, SlidingWindow(extent: 1), at: path + ".conv1x1")
    case .convolution3:
      try layers.convolveNormalized(x, to: x.channels, three, at: path + ".conv3x3")
    case .maxPool3: try layers.pool(x, three, OperationKind.maxPool, at: path + ".maxpool")
    case .input, .output: x
    }
  }

  /// The cell's input, brought to the channels of a vertex by a 1×1 convolution.
  private func project(
    _ x: FeatureMap, to vertex: Int, _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap {
    try layers.convolveNormalized(
      x, to: channels[vertex], SlidingWindow(extent: 1), at: "\(path).input_op.\(vertex)")
  }

  /// The first channels of a vertex, as many as the vertex that reads it has.
  private func truncate(
    _ x: FeatureMap, from source: Int, to vertex: Int, _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap {
    guard x.channels > channels[vertex] else { return x }
    let slice = AxisSlice(axis: 1, start: 0, end: channels[vertex], step: 1)
    return try layers.add(
      .slice([slice]), at: "\(path).truncate\(source)to\(vertex)", [x.id],
      channels: channels[vertex], height: x.height, width: x.width)
  }

  private func add(
    _ maps: [FeatureMap], at path: String, _ layers: inout ConvolutionalBuilder
  ) throws(ArchitectureError) -> FeatureMap {
    var sum = maps[0]
    for (index, map) in maps.dropFirst().enumerated() {
      sum = try layers.sum(sum, map, at: "\(path).sum\(index)")
    }
    return sum
  }
}

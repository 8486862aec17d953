import Tensors

extension Architecture {
  /// Builds the network of a NAS-Bench-201 cell.
  ///
  /// A stem of 16 channels, three stages of 5 cells each, and between them residual blocks that
  /// halve the image and double the channels. Parameters bear the names that the published
  /// network gives them, such as `cells.0.layers.2.op.1.weight`. A node to which only `none` leads
  /// is absent, and so is what reads it. A cell whose output nothing leads to, as in 341 of the
  /// 15,625, answers zeros: its input, multiplied by 0, as in the published network.
  ///
  /// - Throws: ``ArchitectureError`` if an option is out of bounds.
  ///
  /// Source: NAS-Bench-201 (arXiv:2001.00326), figure 1; names from its published code,
  /// `TinyNetwork`.
  public init(
    _ cell: NASBench201Cell, options: GenotypeOptions = GenotypeOptions(),
    name: String = "nas-bench-201"
  ) throws(ArchitectureError) {
    let stages = try StagedNetwork(options, channels: 16, cellsPerStage: 5)
    var layers = ConvolutionalBuilder(name: name, normalization: stages.normalization)
    var x = layers.addInput(stages.input)
    var width = stages.channels
    x = try layers.convolve(x, to: width, SlidingWindow(extent: 3, padding: 1), at: "stem.0")
    x = try layers.normalize(x, at: "stem.1")
    var index = 0
    for stage in 0..<3 {
      if stage > 0 {
        width *= 2
        x = try layers.addResidualBlock(x, to: width, at: "cells.\(index)")
        index += 1
      }
      for _ in 0..<stages.cellsPerStage {
        x = try layers.addCell(cell, to: x, at: "cells.\(index)")
        index += 1
      }
    }
    x = try layers.normalize(x, at: "lastact.0")
    x = try layers.activate(x, at: "lastact.1")
    let logits = try layers.classify(x, into: stages.classCount)
    self = try layers.builder.finish(outputs: [logits]).keepingLiveOperations()
  }
}

extension ConvolutionalBuilder {
  fileprivate mutating func addCell(
    _ cell: NASBench201Cell, to x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var states: [FeatureMap?] = [x]
    var layer = 0
    for (node, operations) in cell.nodes.enumerated() {
      var state: FeatureMap?
      for (source, operation) in operations.enumerated() {
        defer { layer += 1 }
        guard let input = states[source],
          let result = try apply(operation, to: input, at: "\(path).layers.\(layer)")
        else { continue }
        state =
          try state.map { sum throws(ArchitectureError) in
            try self.sum(sum, result, at: "\(path).node\(node + 1).sum\(source)")
          } ?? result
      }
      states.append(state)
    }
    guard case let output?? = states.last else {
      let zero = builder.addConstant(.reals([0]), name: "\(path).zero", extents: [])
      return try add(
        .arithmetic(.multiply), at: "\(path).output", [x.id, zero],
        channels: x.channels, height: x.height, width: x.width)
    }
    return output
  }

  private mutating func apply(
    _ operation: NASBench201Cell.EdgeOperation, to x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap? {
    switch operation {
    case .none: nil
    case .skipConnection: x
    case .convolution1:
      try convolveRectified(x, to: x.channels, SlidingWindow(extent: 1), at: path)
    case .convolution3:
      try convolveRectified(x, to: x.channels, SlidingWindow(extent: 3, padding: 1), at: path)
    case .averagePool3:
      try pool(x, SlidingWindow(extent: 3, padding: 1), OperationKind.averagePool, at: path)
    }
  }

  /// A residual block that halves the image's extents.
  fileprivate mutating func addResidualBlock(
    _ x: FeatureMap, to channels: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let first = SlidingWindow(extent: 3, stride: 2, padding: 1)
    var y = try convolveRectified(x, to: channels, first, at: path + ".conv_a")
    let second = SlidingWindow(extent: 3, padding: 1)
    y = try convolveRectified(y, to: channels, second, at: path + ".conv_b")
    let halves = SlidingWindow(extent: 2, stride: 2)
    var shortcut = try pool(x, halves, OperationKind.averagePool, at: path + ".downsample.0")
    shortcut = try convolve(
      shortcut, to: channels, SlidingWindow(extent: 1), at: path + ".downsample.1")
    return try sum(shortcut, y, at: path + ".sum")
  }
}

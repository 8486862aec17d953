import Tensors

extension Architecture {
  /// Builds the network of ENAS rows.
  ///
  /// A stem of 24 channels, then the layers; behind a third and two thirds of them all layers so far
  /// are reduced to half their extents. The width stays, as it does while ENAS shares weights.
  ///
  /// - Throws: ``ArchitectureError`` if an option is out of bounds.
  ///
  /// Source: ENAS (arXiv:1802.03268), section 2.3; reference code `src/cifar10/general_child.py`.
  public init(
    _ network: ENASNetwork, options: GenotypeOptions = GenotypeOptions(), name: String = "enas"
  ) throws(ArchitectureError) {
    if let count = options.cellCount {
      throw .malformed(
        location: "cells", expected: "none, for ENAS rows say how many layers there are",
        found: "\(count)")
    }
    let stages = try StagedNetwork(options, channels: 24, cellsPerStage: 1)
    var layers = ConvolutionalBuilder(name: name, normalization: stages.normalization)
    let image = layers.addInput(stages.input)
    let window = SlidingWindow(extent: 3, padding: 1)
    var x = try layers.convolve(image, to: stages.channels, window, at: "stem.0")
    x = try layers.normalize(x, at: "stem.1")
    var states: [FeatureMap] = []
    let third = network.layers.count / 3
    for (index, layer) in network.layers.enumerated() {
      x = try layers.addLayer(layer, to: x, states, at: "layers.\(index)")
      states.append(x)
      guard third > 0, index == third - 1 || index == 2 * third - 1 else { continue }
      for position in states.indices {
        states[position] = try layers.reduceByHalves(
          states[position], to: stages.channels, at: "reductions.\(index).\(position)")
      }
      x = states[index]
    }
    let logits = try layers.classify(x, into: stages.classCount)
    self = try layers.builder.finish(outputs: [logits]).keepingLiveOperations()
  }
}

extension ConvolutionalBuilder {
  /// A layer: its operation, the skip connections' sum, and a norm.
  fileprivate mutating func addLayer(
    _ layer: ENASNetwork.Layer, to x: FeatureMap, _ states: [FeatureMap], at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var y = try convolveNormalized(x, SlidingWindow(extent: 1), at: path + ".input")
    let three = SlidingWindow(extent: 3, padding: 1)
    let five = SlidingWindow(extent: 5, padding: 2)
    let output = path + ".output"
    switch layer.operation {
    case .convolution3: y = try convolveNormalized(y, three, at: output)
    case .convolution5: y = try convolveNormalized(y, five, at: output)
    case .separableConvolution3: y = try convolveSeparated(y, three, at: output)
    case .separableConvolution5: y = try convolveSeparated(y, five, at: output)
    case .averagePool3: y = try pool(y, three, OperationKind.averagePool, at: path + ".pool")
    case .maxPool3: y = try pool(y, three, OperationKind.maxPool, at: path + ".pool")
    }
    for (index, isAdded) in layer.skips.enumerated() where isAdded {
      y = try sum(y, states[index], at: "\(path).skip\(index)")
    }
    return try normalize(y, at: path + ".norm")
  }

  /// Convolution, norm, rectification.
  private mutating func convolveNormalized(
    _ x: FeatureMap, _ window: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var y = try convolve(x, to: x.channels, window, at: path + ".0")
    y = try normalize(y, at: path + ".1")
    return try activate(y, at: path + ".2")
  }

  /// A convolution of each channel, one of 1×1, norm, rectification.
  private mutating func convolveSeparated(
    _ x: FeatureMap, _ window: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let y = try convolve(x, to: x.channels, window, groups: x.channels, at: path + ".depthwise")
    return try convolveNormalized(y, SlidingWindow(extent: 1), at: path)
  }
}

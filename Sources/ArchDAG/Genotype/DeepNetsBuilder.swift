import Tensors

extension Architecture {
  /// Builds the network that a DeepNets-1M description stands for.
  ///
  /// Parameters bear the names that the published network gives them, such as
  /// `cells.0._ops.2.op.1.weight`. Operations that cannot affect the output are left out, and
  /// their parameters with them.
  ///
  /// - Throws: ``ArchitectureError`` if the description is out of bounds or does not fit
  ///   together, for example if a cell reads a state that it does not have.
  ///
  /// Source: DeepNets-1M (arXiv:2110.13100), section 3; reference code
  /// `ppuda/deepnets1m/net.py`.
  public init(_ network: DeepNetsNetwork, name: String = "deepnet") throws(ArchitectureError) {
    try network.validate()
    var builder = DeepNetsBuilder(network, name: name)
    self = try builder.build()
  }
}

/// Stacks stem, cells and head of a DeepNets-1M network.
private struct DeepNetsBuilder {
  private let network: DeepNetsNetwork
  private var layers: ConvolutionalBuilder

  init(_ network: DeepNetsNetwork, name: String) {
    self.network = network
    layers = ConvolutionalBuilder(name: name, normalization: network.normalization)
  }

  mutating func build() throws(ArchitectureError) -> Architecture {
    let image = layers.addInput(network.input)
    var (older, newer): (FeatureMap?, FeatureMap?) = try addStem(to: image)
    var width = network.channels
    var shrinksOlder = network.stem == .double
    for index in 0..<network.cellCount {
      let reduces = network.isReduction(index)
      if reduces { width *= network.channelMultiplier }
      var cell = CellBuilder(
        cell: reduces ? network.genotype.reduction : network.genotype.normal,
        path: "cells.\(index)", width: width,
        stride: reduces && !network.genotype.isTransformer ? 2 : 1)
      let states = try cell.preprocess(
        older, newer, network.preprocessesInputs,
        shrinksOlder: shrinksOlder && !network.genotype.isTransformer, &layers)
      (older, newer) = (newer, try cell.combine(states, &layers))
      shrinksOlder = reduces
    }
    guard let newer else {
      throw .malformed(
        location: "genotype", expected: "cells of which the last has an output",
        found: "nothing but 'none' on every path to it")
    }
    let logits = try addHead(to: newer)
    return try layers.builder.finish(outputs: [logits]).keepingLiveOperations()
  }

  private mutating func addStem(
    to image: FeatureMap
  ) throws(ArchitectureError) -> (FeatureMap, FeatureMap) {
    if network.genotype.isTransformer {
      let patches = try addPatches(to: image)
      return (patches, patches)
    }
    let first = SlidingWindow(
      extent: network.stemKernel, stride: firstStride, padding: network.stemKernel / 2)
    guard network.stem == .double else {
      let triples = network.preprocessesInputs && !network.isLarge
      var x = try layers.convolve(
        image, to: network.channels * (triples ? 3 : 1), first, at: "stem.0")
      x = try layers.normalize(x, at: "stem.1")
      if network.poolsStem {
        let window = SlidingWindow(extent: 3, stride: 2, padding: 1)
        x = try layers.pool(x, window, OperationKind.maxPool, at: "stem.2")
      }
      return (x, x)
    }
    var older = try layers.convolve(image, to: network.channels / 2, first, at: "stem0.0")
    older = try layers.normalize(older, at: "stem0.1")
    older = try layers.activate(older, at: "stem0.2")
    let second = SlidingWindow(extent: 3, stride: network.isLarge ? 2 : 1, padding: 1)
    older = try layers.convolve(older, to: network.channels, second, at: "stem0.3")
    older = try layers.normalize(older, at: "stem0.4")
    // The published stem rectifies in place: the first cell reads the rectified state too.
    older = try layers.activate(older, at: "stem1.0")
    let third = SlidingWindow(extent: 3, stride: 2, padding: 1)
    let newer = try layers.convolve(older, to: network.channels, third, at: "stem1.1")
    return (older, try layers.normalize(newer, at: "stem1.2"))
  }

  /// The stride of the stem's first convolution.
  private var firstStride: Int {
    guard network.isLarge else { return 1 }
    return network.stem == .double ? 2 : 4
  }

  /// A transformer's stem: patches of the image, and a table of their positions that is added.
  private mutating func addPatches(
    to image: FeatureMap
  ) throws(ArchitectureError) -> FeatureMap {
    let window =
      network.isLarge
      ? SlidingWindow(extent: 16, stride: 16) : SlidingWindow(extent: 3, stride: 3, padding: 1)
    let x = try layers.convolve(image, to: network.channels, window, at: "stem0")
    let table = try layers.addParameter(
      "weight", of: "pos_enc", [1, x.channels, x.height, x.width])
    return try layers.add(
      .arithmetic(.add), at: "pos_enc", [x.id, table],
      channels: x.channels, height: x.height, width: x.width)
  }

  private mutating func addHead(to x: FeatureMap) throws(ArchitectureError) -> ValueID {
    var x = x
    if network.averagesGlobally {
      x = try layers.add(
        .globalAveragePool, at: "global_pooling", [x.id],
        channels: x.channels, height: 1, width: 1)
    }
    guard let extents = Shape(checking: [x.channels, x.height, x.width]),
      extents.count <= Bounds.elements
    else {
      throw .tooLarge(
        location: "classifier", limit: "\(Bounds.elements) features",
        found: "(\(x.channels), \(x.height), \(x.width))")
    }
    var width = extents.count
    var y = try layers.builder.addOperation(
      .flatten(axis: 1), name: "flatten", inputs: [x.id], extents: [nil, width])
    for layer in 0..<network.headLayers {
      // Each layer but the last is followed by a rectification and a dropout.
      let index = 3 * layer
      let isLast = layer == network.headLayers - 1
      let next = isLast ? network.classCount : network.headWidth
      y = try layers.project(y, from: width, to: next, at: "classifier.\(index)")
      width = next
      guard !isLast else { break }
      for (kind, index) in [
        (OperationKind.activation(.relu), index + 1), (.dropout(probability: 0.5), index + 2),
      ] {
        y = try layers.builder.addOperation(
          kind, name: "classifier.\(index)", inputs: [y], extents: [nil, width])
      }
    }
    return y
  }
}

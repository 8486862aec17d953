public import ArchDAG
import Tensors

extension DeepNetsSpace: ArchitectureSpace {
  /// A network for images of 32 × 32 pixels.
  ///
  /// Networks that the space has no room for are drawn again.
  ///
  /// Source: DeepNets-1M (arXiv:2110.13100), section 3.2; reference code
  /// `experiments/net_generator.py`.
  public func draw(using generator: inout some RandomNumberGenerator) -> DeepNetsNetwork {
    while true {
      var network = unlimitedNetwork(using: &generator)
      guard network.genotype.isAdmissible, let count = limitedParameterCount(of: network) else {
        continue
      }
      switch widths {
      case .fixed: network.channels = channels
      case .drawn:
        let widths = TrainingWidths(of: network, parameterCount: count)
        network.channels = widths.drawChannels(using: &generator)
        network.headWidth = widths.drawHeadWidth(
          channels: network.channels, using: &generator)
      }
      return network
    }
  }

  public func architecture(
    of candidate: DeepNetsNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    var network = candidate
    network.classCount = classCount
    return try Architecture(network, name: name)
  }

  public func json(
    of network: DeepNetsNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    var network = network
    network.classCount = classCount
    return try SampledNetwork(network).json()
  }

  /// A network as wide as the limit of parameters supposes.
  private func unlimitedNetwork(
    using generator: inout some RandomNumberGenerator
  ) -> DeepNetsNetwork {
    let cellCount = Int.random(in: sizes.cellCounts, using: &generator)
    let isDeep = cellCount > Int.random(in: sizes.depthThresholds, using: &generator)
    let sumCount = Int.random(in: isDeep ? sizes.deepSumCounts : sizes.sumCounts, using: &generator)
    var network = DeepNetsNetwork(genotype: Genotype(sumCount: sumCount, using: &generator))
    let isTransformer = network.genotype.isTransformer
    network.cellCount = cellCount
    network.channels = limit.channels
    network.stemKernel = 3 + 2 * Int.random(in: 0...2, using: &generator)
    network.channelMultiplier = Int.random(in: 1...2, using: &generator)
    network.preprocessesInputs =
      sumCount > 1 || network.channelMultiplier > 1 || !isTransformer || draws(0.2, &generator)
    network.averagesGlobally = isTransformer || isDeep || draws(0.9, &generator)
    let mayLackNorm = mayLackNorm(cellCount: cellCount, sumCount: sumCount)
    switch norms {
    case .never: network.normalization = .none
    case .drawn: network.normalization = mayLackNorm && draws(0.5, &generator) ? .none : .batch
    }
    network.stem = draws(0.5, &generator) ? .double : .single
    network.poolsStem = network.stem == .single && draws(0.5, &generator)
    network.headLayers = Int.random(in: 1...2, using: &generator)
    return network
  }

  private func draws(
    _ probability: Double, _ generator: inout some RandomNumberGenerator
  ) -> Bool {
    Double.random(in: 0..<1, using: &generator) < probability
  }

  /// The parameters of the network for small images; `nil` if they are too many for small or
  /// large ones, or if nothing leads from the image to the logits.
  private func limitedParameterCount(of network: DeepNetsNetwork) -> Int? {
    var large = network
    large.input = ImageExtents(channels: 3, height: 224, width: 224)
    guard let count = parameterCount(of: network), count <= limit.parameters,
      let largeCount = parameterCount(of: large), largeCount <= limit.parameters
    else { return nil }
    return count
  }

  private func parameterCount(of network: DeepNetsNetwork) -> Int? {
    guard let architecture = try? Architecture(network) else { return nil }
    return architecture.parameters.reduce(0) { $0 + $1.shape.count }
  }
}

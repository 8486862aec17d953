public import ArchDAG
import Randomness
import Tensors

/// An endless sequence of random networks, determined by a seed.
///
/// ```swift
/// var sampler = ArchitectureSampler(space: .train, seed: 1)
/// let network = sampler.next()
/// let architecture = try Architecture(network)
/// ```
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3.2; reference code
/// `experiments/net_generator.py`.
public struct ArchitectureSampler: Sendable {
  /// The distribution from which networks are drawn.
  public let space: DeepNetsSpace

  private var generator: SplitMix64

  /// Begins the sequence that `seed` determines.
  public init(space: DeepNetsSpace, seed: UInt64) {
    self.space = space
    generator = SplitMix64(seed: seed)
  }

  /// The next network, for images of 32 × 32 pixels.
  ///
  /// Networks that the space has no room for are drawn again.
  public mutating func next() -> DeepNetsNetwork {
    while true {
      var network = draw()
      guard network.genotype.isAdmissible, let count = limitedParameterCount(of: network) else {
        continue
      }
      switch space.widths {
      case .fixed: network.channels = space.channels
      case .drawn:
        let widths = TrainingWidths(of: network, parameterCount: count)
        network.channels = widths.drawChannels(using: &generator)
        network.headWidth = widths.drawHeadWidth(
          channels: network.channels, using: &generator)
      }
      return network
    }
  }

  /// A network as wide as the limit of parameters supposes.
  private mutating func draw() -> DeepNetsNetwork {
    let cellCount = Int.random(in: space.cellCounts, using: &generator)
    let isDeep = cellCount > Int.random(in: space.depthThresholds, using: &generator)
    let sumCount = Int.random(
      in: isDeep ? space.deepSumCounts : space.sumCounts, using: &generator)
    var network = DeepNetsNetwork(genotype: Genotype(sumCount: sumCount, using: &generator))
    let isTransformer = network.genotype.isTransformer
    network.cellCount = cellCount
    network.channels = space.limitedChannels
    network.stemKernel = 3 + 2 * Int.random(in: 0...2, using: &generator)
    network.channelMultiplier = Int.random(in: 1...2, using: &generator)
    network.preprocessesInputs =
      sumCount > 1 || network.channelMultiplier > 1 || !isTransformer || draws(0.2)
    network.averagesGlobally = isTransformer || isDeep || draws(0.9)
    let mayLackNorm = space.mayLackNorm(cellCount: cellCount, sumCount: sumCount)
    switch space.norms {
    case .never: network.normalization = .none
    case .drawn: network.normalization = mayLackNorm && draws(0.5) ? .none : .batch
    }
    network.stem = draws(0.5) ? .double : .single
    network.poolsStem = network.stem == .single && draws(0.5)
    network.headLayers = Int.random(in: 1...2, using: &generator)
    return network
  }

  private mutating func draws(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < probability
  }

  /// The parameters of the network for small images; `nil` if they are too many for small or
  /// large ones, or if nothing leads from the image to the logits.
  private func limitedParameterCount(of network: DeepNetsNetwork) -> Int? {
    var large = network
    large.input = ImageExtents(channels: 3, height: 224, width: 224)
    guard let count = parameterCount(of: network), count <= space.parameterLimit,
      let largeCount = parameterCount(of: large), largeCount <= space.parameterLimit
    else { return nil }
    return count
  }

  private func parameterCount(of network: DeepNetsNetwork) -> Int? {
    guard let architecture = try? Architecture(network) else { return nil }
    return architecture.parameters.reduce(0) { $0 + $1.shape.count }
  }
}

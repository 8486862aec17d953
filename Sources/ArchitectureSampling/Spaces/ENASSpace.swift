public import ArchDAG

/// The macro space of ENAS with six layers: six operations a layer, and any skip connections.
///
/// Source: ENAS (arXiv:1802.03268), section 2.3; D-VAE (arXiv:1904.11088), section 4.1.
public struct ENASSpace: TextualSpace {
  public static let name = "enas"

  private static let layerCount = 6

  /// Makes the space.
  public init() {}

  /// 6⁶ choices of operations times 2¹⁵ of skip connections.
  public var candidateCount: Int? { 46_656 << 15 }

  public func candidate(at number: Int) -> ENASNetwork? {
    guard let count = candidateCount, (0..<count).contains(number) else { return nil }
    var (operations, skips) = (number >> 15, number & 0x7fff)
    return network { index in
      let operation = ENASNetwork.LayerOperation.allCases[operations % 6]
      operations /= 6
      let row = (0..<index).map { _ in
        defer { skips >>= 1 }
        return skips & 1 == 1
      }
      return ENASNetwork.Layer(operation, skips: row)
    }
  }

  public func draw(using generator: inout some RandomNumberGenerator) -> ENASNetwork {
    network { index in
      let operation = Int.random(in: 0..<6, using: &generator)
      return ENASNetwork.Layer(
        ENASNetwork.LayerOperation.allCases[operation],
        skips: (0..<index).map { _ in Bool.random(using: &generator) })
    }
  }

  /// The network with another operation, or one skip connection more or less.
  public func mutation(
    of network: ENASNetwork, using generator: inout some RandomNumberGenerator
  ) -> ENASNetwork {
    var layers = network.layers
    let index = Int.random(in: layers.indices, using: &generator)
    if index > 0 && Bool.random(using: &generator) {
      layers[index].skips[Int.random(in: 0..<index, using: &generator)].toggle()
    } else {
      let others = ENASNetwork.LayerOperation.allCases.filter { $0 != layers[index].operation }
      layers[index].operation = others[Int.random(in: others.indices, using: &generator)]
    }
    return (try? ENASNetwork(layers: layers)) ?? network
  }

  public func candidate(_ text: String) throws(ArchitectureError) -> ENASNetwork {
    try CandidateText(text).enas()
  }

  public func text(of network: ENASNetwork) -> String { network.description }

  public func json(
    of network: ENASNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> String { network.description }

  public func architecture(
    of network: ENASNetwork, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(network, options: options, name: name)
  }

  private func network(of layer: (Int) -> ENASNetwork.Layer) -> ENASNetwork {
    let layers = (0..<Self.layerCount).map(layer)
    guard let network = try? ENASNetwork(layers: layers) else {
      preconditionFailure("\(layers.count) layers are no ENAS network")
    }
    return network
  }
}

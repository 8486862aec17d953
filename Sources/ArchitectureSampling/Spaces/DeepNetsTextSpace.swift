public import ArchDAG
import JSONText

/// Networks of DeepNets-1M as texts: JSON, as its published code writes it.
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3.2.
public struct DeepNetsTextSpace: TextualSpace {
  public static let name = "deepnets"

  private let space: DeepNetsSpace

  /// Makes the space of networks of the distribution, by default that of the small split.
  public init(_ space: DeepNetsSpace = .small) {
    self.space = space
  }

  public func draw(using generator: inout some RandomNumberGenerator) -> DeepNetsNetwork {
    space.draw(using: &generator)
  }

  /// The network with one other operation; the network itself where no other makes one.
  public func mutation(
    of network: DeepNetsNetwork, using generator: inout some RandomNumberGenerator
  ) -> DeepNetsNetwork {
    for _ in 0..<1000 {
      var neighbor = network
      let changesNormal = Bool.random(using: &generator)
      let count = (changesNormal ? network.genotype.normal : network.genotype.reduction).edges.count
      guard count > 0 else { continue }
      let operation = CellOperation.allCases[
        Int.random(in: CellOperation.allCases.indices, using: &generator)]
      let index = Int.random(in: 0..<count, using: &generator)
      if changesNormal {
        neighbor.genotype.normal.edges[index].operation = operation
      } else {
        neighbor.genotype.reduction.edges[index].operation = operation
      }
      guard neighbor != network, neighbor.genotype.isAdmissible,
        neighbor.genotype.isTransformer == network.genotype.isTransformer,
        (try? Architecture(neighbor)) != nil
      else { continue }
      return neighbor
    }
    return network
  }

  public func candidate(_ text: String) throws(ArchitectureError) -> DeepNetsNetwork {
    try CandidateText(text).deepNets()
  }

  public func text(of network: DeepNetsNetwork) -> String {
    sortedJSON(of: network, escapingSlashes: true)
  }

  public func json(
    of network: DeepNetsNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    try space.json(of: network, classCount: classCount, name: name)
  }

  public func architecture(
    of network: DeepNetsNetwork, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try Architecture(network.applying(options), name: name)
  }
}

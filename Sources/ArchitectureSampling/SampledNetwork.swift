public import ArchDAG
import JSONText
import Tensors

/// A network with what is known of it once it is built.
public struct SampledNetwork: Sendable {
  /// The network's description.
  public let network: DeepNetsNetwork
  /// The graph that a GHN sees.
  public let graph: ArchitectureGraph
  /// How many trainable parameters it has.
  public let parameterCount: Int

  /// Builds a network.
  ///
  /// - Throws: `ArchitectureError` where the description is not that of a network; never for one
  ///   that ``ArchitectureSampler`` drew.
  public init(_ network: DeepNetsNetwork) throws(ArchitectureError) {
    let architecture = try Architecture(network)
    self.network = network
    graph = ArchitectureGraph(architecture)
    parameterCount = architecture.parameters.filter(\.isTrainable)
      .reduce(0) { $0 + $1.shape.count }
  }

  /// The description as one line of JSON, with the counts of nodes, 1-hop edges and parameters
  /// beside it.
  public func json() -> String {
    sortedJSON(of: self, escapingSlashes: true)
  }
}

/// In JSON the fields of ``DeepNetsNetwork``, and the counts.
extension SampledNetwork: Encodable {
  private enum Key: String, CodingKey {
    case nodes, edges1, parameters
  }

  public func encode(to encoder: any Encoder) throws {
    try network.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(graph.nodes.count, forKey: .nodes)
    try fields.encode(graph.edges.count, forKey: .edges1)
    try fields.encode(parameterCount, forKey: .parameters)
  }
}

public import Autograd
public import Layers
public import Tensors

/// What a node's place in its graph adds to its state.
///
///     h_v ← h_v + E_in[in-degree of v] + E_out[out-degree of v] + E_dist[distance from the input]
///
/// Larger degrees and distances than the tables have rows share the last row.
///
/// Parameters: `centrality_embed_in` and `centrality_embed_out` (101, width), `input_dist_embed`
/// (1001, width).
///
/// Source: Graphormer (arXiv:2106.05234), Eq. 5; GHN-3 (arXiv:2303.04143), for the distance from
/// the input.
public struct CentralityEncoding: Layer {
  /// A vector for each number of arcs that end at a node.
  public let inDegree: Embedding
  /// A vector for each number of arcs that begin at a node.
  public let outDegree: Embedding
  /// A vector for each distance from the input.
  public let inputDistance: Embedding

  private static let degreeCount = 101
  private static let distanceCount = 1001

  /// Takes the layer from a checkpoint, where its tables are named `prefix.…`.
  ///
  /// Files of the model hub have the tables at the top level; they are taken from there if the
  /// prefix has none, and known by their names with the prefix from then on.
  ///
  /// - Throws: `ParameterError`.
  public init(
    named prefix: String, width: Int, from tensors: NamedTensors
  ) throws(ParameterError) {
    func table(_ name: String, count: Int) throws(ParameterError) -> Embedding {
      let fullName = "\(prefix).\(name)"
      guard tensors["\(fullName).weight"] == nil, tensors["\(name).weight"] != nil else {
        return try Embedding(named: fullName, count: count, width: width, from: tensors)
      }
      let table = try Embedding(named: name, count: count, width: width, from: tensors)
      return Embedding(weight: Parameter(name: "\(fullName).weight", value: table.weight.value))
    }
    inDegree = try table("centrality_embed_in", count: CentralityEncoding.degreeCount)
    outDegree = try table("centrality_embed_out", count: CentralityEncoding.degreeCount)
    inputDistance = try table("input_dist_embed", count: CentralityEncoding.distanceCount)
  }

  /// Draws the vectors from the standard normal distribution, as PyTorch does.
  public init(
    named prefix: String, width: Int, using generator: inout some RandomNumberGenerator
  ) {
    inDegree = Embedding(
      named: "\(prefix).centrality_embed_in", count: CentralityEncoding.degreeCount, width: width,
      using: &generator)
    outDegree = Embedding(
      named: "\(prefix).centrality_embed_out", count: CentralityEncoding.degreeCount,
      width: width, using: &generator)
    inputDistance = Embedding(
      named: "\(prefix).input_dist_embed", count: CentralityEncoding.distanceCount, width: width,
      using: &generator)
  }

  public var parameters: [Parameter] {
    inDegree.parameters + outDegree.parameters + inputDistance.parameters
  }

  /// The states (nodes, width) with what the nodes' places add, for the nodes of all graphs one
  /// after another.
  public func callAsFunction(_ states: Variable, of graphs: [DistanceGraph]) -> Variable {
    func vectors(_ table: Embedding, at indices: [Int]) -> Variable {
      table(indices.map { min($0, table.count - 1) }, on: states.tape)
    }
    return states + vectors(inDegree, at: graphs.flatMap(\.inDegrees))
      + vectors(outDegree, at: graphs.flatMap(\.outDegrees))
      + vectors(inputDistance, at: graphs.flatMap(\.distancesFromInput))
  }
}

public import Autograd
public import Layers
import Tensors

/// What a node's position in its graph adds to its embedding.
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
  /// A vector for each number of edges that end at a node.
  public let inDegree: Embedding
  /// A vector for each number of edges that begin at a node.
  public let outDegree: Embedding
  /// A vector for each distance from the input.
  public let inputDistance: Embedding

  private static let degreeCount = 101
  private static let distanceCount = 1001

  /// Makes the layer whose tables are named `prefix.…`; vectors are drawn from the standard normal
  /// distribution, as PyTorch does.
  ///
  /// Files of the model hub have the tables at the top level; they are taken from there if the
  /// prefix has none, and known by their names with the prefix from then on.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int
  ) throws(Source.Failure) {
    func table(_ name: String, count: Int) throws(Source.Failure) -> Embedding {
      let fullName = "\(prefix).\(name)"
      let isAtTop =
        source.stored.map { $0["\(fullName).weight"] == nil && $0["\(name).weight"] != nil }
        ?? false
      let table = try Embedding(
        &source, named: isAtTop ? name : fullName, count: .exactly(count),
        width: .exactly(width))
      return Embedding(weight: Parameter(name: "\(fullName).weight", value: table.weight.value))
    }
    inDegree = try table("centrality_embed_in", count: CentralityEncoding.degreeCount)
    outDegree = try table("centrality_embed_out", count: CentralityEncoding.degreeCount)
    inputDistance = try table("input_dist_embed", count: CentralityEncoding.distanceCount)
  }

  public var parameters: [Parameter] {
    inDegree.parameters + outDegree.parameters + inputDistance.parameters
  }

  /// The embeddings (nodes, width) with what the nodes' positions add, for the nodes of all graphs one
  /// after another.
  public func callAsFunction(_ embeddings: Variable, of graphs: [DistanceGraph]) -> Variable {
    func vectors(_ table: Embedding, at indices: [Int]) -> Variable {
      table(indices.map { min($0, table.count - 1) }, on: embeddings.tape)
    }
    return embeddings + vectors(inDegree, at: graphs.flatMap(\.inDegrees))
      + vectors(outDegree, at: graphs.flatMap(\.outDegrees))
      + vectors(inputDistance, at: graphs.flatMap(\.distancesFromInput))
  }
}

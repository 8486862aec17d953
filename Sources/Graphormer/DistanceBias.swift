public import Autograd
public import Layers

/// How much each attention head favors a pair of nodes for the distances between them.
///
///     bias(forward, backward) = MLP([E[forward + 2], E[backward + 2]])
///
/// The bias depends on the pair of distances alone, of which a graph has few: a directed acyclic
/// graph has at most 2·d + 1, where d is its longest distance. So it is computed once for each pair
/// of distances, and not for each pair of nodes.
///
/// Parameters: `edge_embed.embed` (257, width), of which rows 0 and 1 are not used, and the MLP
/// `proj_e.0` (width, 2·width), `proj_e.2` (heads, width).
///
/// Source: GHN-3 (arXiv:2303.04143), section 3.1, after Graphormer (arXiv:2106.05234), Eq. 6.
public struct DistanceBias: Layer {
  /// A vector for each distance.
  public let distance: Embedding
  /// The biases of all heads from the vectors of two distances.
  public let projection: MLP

  /// The row of distance 0, which stands for "no path".
  private static let firstRow = 2
  private static let rowCount = firstRow + DistanceGraph.longestDistance + 1

  /// Makes the layer whose parameters are named `prefix.…`; they are drawn as PyTorch does.
  ///
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int, heads: Int
  ) throws(Source.Failure) {
    distance = try Embedding(
      &source, named: "\(prefix).edge_embed.embed", count: .exactly(DistanceBias.rowCount),
      width: .exactly(width))
    projection = try MLP(
      &source, named: "\(prefix).proj_e",
      widths: [.exactly(2 * width), .stored(otherwise: width), .exactly(heads)], output: .linear)
  }

  /// The number of attention heads.
  public var heads: Int { projection.layers[projection.layers.count - 1].outputs }

  public var parameters: [Parameter] { distance.parameters + projection.parameters }

  /// The biases of these pairs of distances: (pairs.count, heads).
  ///
  /// The tape is that on which the result shall stand, for no input brings one along.
  public func callAsFunction(
    _ pairs: [DistanceGraph.DistancePair], on tape: Tape?
  ) -> Variable {
    let forward = distance(pairs.map { $0.forward + DistanceBias.firstRow }, on: tape)
    let backward = distance(pairs.map { $0.backward + DistanceBias.firstRow }, on: tape)
    return projection(concatenated([forward, backward], alongAxis: 1))
  }
}

public import ArchDAG
public import Autograd
public import Layers

/// The first embeddings of a graph's nodes: what each one is, of which shape, and where it lies.
///
/// x_v = embed(primitive of v) + shape embedding of v, where the configuration says so also with
/// the ``LaplacianEncoding`` of v, or scaled to the length √hidden.
///
/// Parameters: `embed.weight` (primitives, hidden) and those of ``ShapeEmbedding`` and
/// ``LaplacianEncoding``.
///
/// Source: GHN-2 (arXiv:2110.13100), section 3; Ortiz et al. (arXiv:2304.07645), section 4.1, for
/// the length.
public struct NodeEncoder: Layer {
  /// A vector for each primitive, in the order of the cases of `Primitive`.
  public let primitives: Embedding
  /// A vector for each shape.
  public let shapes: ShapeEmbedding
  /// A vector for each node's position in its graph, if positions count.
  public let positions: LaplacianEncoding?

  private let normalizes: Bool

  /// Makes the encoder.
  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    primitives = try Embedding(
      &source, named: "embed", count: .exactly(Primitive.allCases.count),
      width: .exactly(configuration.hiddenWidth))
    shapes = try ShapeEmbedding(&source, configuration)
    positions =
      configuration.eigenvectorCount > 0 ? try LaplacianEncoding(&source, configuration) : nil
    normalizes = configuration.normalizesInputs
  }

  public var parameters: [Parameter] {
    primitives.parameters + shapes.parameters + (positions?.parameters ?? [])
  }

  /// The first embeddings of the nodes of these graphs.
  ///
  /// - Parameters:
  ///   - graphs: one graph or more.
  ///   - signs: how the signs of eigenvectors are chosen, where positions count.
  ///   - tape: the tape that the result shall stand on.
  /// - Returns: (nodes, hidden), one graph's nodes after another's.
  public func callAsFunction(
    _ graphs: [ArchitectureGraph], signs: LaplacianEncoding.Signs = .canonical,
    on tape: Tape? = nil
  ) -> Variable {
    let nodes = graphs.flatMap(\.nodes)
    var embeddings =
      primitives(nodes.map { NodeEncoder.rows[$0.primitive, default: 0] }, on: tape)
      + shapes(nodes.map(\.extents), on: tape)
    if let positions { embeddings = embeddings + positions(graphs, signs: signs, on: tape) }
    return normalizes ? embeddings.rootMeanSquareNormalized() : embeddings
  }

  /// The embedding row of each primitive.
  private static let rows = Dictionary(
    uniqueKeysWithValues: Primitive.allCases.enumerated().map { ($1, $0) })
}

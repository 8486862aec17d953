public import ArchDAG
public import Autograd
public import Layers
import Tensors

/// The first states of a graph's nodes: what each one is, and of which shape.
///
/// x_v = embed(primitive of v) + shape embedding of v.
///
/// Parameters: `embed.weight` (primitives, hidden) and those of ``ShapeEmbedding``.
///
/// Source: GHN-2 (arXiv:2110.13100), section 3.
public struct NodeEncoder: Layer {
  /// A vector for each primitive, in the order of the cases of `Primitive`.
  public let primitives: Embedding
  /// A vector for each shape.
  public let shapes: ShapeEmbedding

  /// Takes the layer from a checkpoint.
  ///
  /// - Throws: ``/Layers/ParameterError``.
  init(
    _ configuration: GHNConfiguration, from tensors: NamedTensors
  ) throws(ParameterError) {
    primitives = try Embedding(
      named: "embed", count: Primitive.allCases.count, width: configuration.hiddenWidth,
      from: tensors)
    shapes = try ShapeEmbedding(configuration, from: tensors)
  }

  /// Draws the parameters.
  init(_ configuration: GHNConfiguration, using generator: inout some RandomNumberGenerator) {
    primitives = Embedding(
      named: "embed", count: Primitive.allCases.count, width: configuration.hiddenWidth,
      using: &generator)
    shapes = ShapeEmbedding(configuration, using: &generator)
  }

  public var parameters: [Parameter] { primitives.parameters + shapes.parameters }

  /// The first states of these nodes.
  ///
  /// - Parameters:
  ///   - nodes: the nodes of one graph or more.
  ///   - tape: the tape that the result shall stand on.
  /// - Returns: (nodes.count, hidden).
  public func callAsFunction(_ nodes: [ArchitectureGraph.Node], on tape: Tape? = nil) -> Variable {
    primitives(nodes.map { NodeEncoder.rows[$0.primitive, default: 0] }, on: tape)
      + shapes(nodes.map(\.extents), on: tape)
  }

  /// The embedding row of each primitive.
  private static let rows = Dictionary(
    uniqueKeysWithValues: Primitive.allCases.enumerated().map { ($1, $0) })
}

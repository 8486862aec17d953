public import Autograd
public import Layers

/// A learned vector for the shape of a node's tensor: an embedding of each of four extents, side by
/// side.
///
/// Extents that no row stands for use the row of the nearest one that has a row; nodes without a
/// shape use a row of their own.
///
/// Parameters: `embed_spatial.weight` (spatial extents + 1, hidden/4) and `embed_channel.weight`
/// (channel counts + 1, hidden/4).
///
/// Source: GHN-2 (arXiv:2110.13100), section 4.4; reference code `ppuda/ghn/layers.py`,
/// `ShapeEncoder`.
public struct ShapeEmbedding: Layer {
  /// The embeddings of kernel heights and widths.
  public let spatial: Embedding
  /// The embeddings of channel counts.
  public let channels: Embedding

  private let rows: ShapeRows

  /// Makes the layer, which is named `shape_enc`.
  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    rows = ShapeRows(configuration)
    let width = ParameterExtent.exactly(configuration.hiddenWidth / 4)
    spatial = try Embedding(
      &source, named: "shape_enc.embed_spatial",
      count: .exactly(rows.spatialExtents.count + 1), width: width)
    channels = try Embedding(
      &source, named: "shape_enc.embed_channel",
      count: .exactly(rows.channelCounts.count + 1), width: width)
  }

  public var parameters: [Parameter] { spatial.parameters + channels.parameters }

  /// The vectors of these shapes.
  ///
  /// - Parameters:
  ///   - shapes: extents in OIHW order; missing ones count as 1, and `nil` is a node without shape.
  ///   - tape: the tape that the result shall stand on.
  /// - Returns: (shapes.count, hidden).
  public func callAsFunction(_ shapes: [[Int]?], on tape: Tape?) -> Variable {
    let indices = shapes.map { rows.rows(for: $0) }
    return concatenated(
      [
        channels(indices.map(\.output), on: tape), channels(indices.map(\.input), on: tape),
        spatial(indices.map(\.height), on: tape), spatial(indices.map(\.width), on: tape),
      ], alongAxis: 1)
  }
}

public import Tensors

/// A parameter as a matrix: its first axis, and all others flattened to one.
///
/// Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), for
/// kernels of convolutions.
public struct MatrixExtents: Hashable, Sendable {
  /// The first extent.
  public let rows: Int
  /// The product of the others.
  public let columns: Int

  /// The extents of a parameter that optimizers of matrices treat as one; `nil` for a vector: where
  /// there are fewer than two axes, or a single row or column.
  public init?(_ shape: Shape) {
    guard shape.rank >= 2, shape.count > 0 else { return nil }
    rows = shape[0]
    columns = shape.count / shape[0]
    guard min(rows, columns) > 1 else { return nil }
  }
}

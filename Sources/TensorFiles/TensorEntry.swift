public import Tensors

/// What a weight file says of one tensor.
public struct TensorEntry: Hashable, Sendable {
  /// The tensor's name.
  public var name: String
  /// The tensor's extents.
  public var shape: Shape
  /// How the file writes each scalar.
  public var type: ScalarType

  /// Makes an entry from its parts.
  public init(name: String, shape: Shape, type: ScalarType = .float32) {
    self.name = name
    self.shape = shape
    self.type = type
  }
}

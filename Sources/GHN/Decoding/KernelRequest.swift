import Tensors

/// A kernel that a decoder shall make.
struct KernelRequest {
  /// The row of the state that it is made from.
  var state: Int
  /// Which part of the largest block.
  var extents: GHNConfiguration.BlockExtents
  /// What its numbers are multiplied by.
  var scale: Float
}

extension GHNConfiguration.BlockExtents {
  /// (outputs, inputs, height, width).
  var shape: Shape { [outputs, inputs, height, width] }
}

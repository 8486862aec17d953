import Autograd
import Tensors

/// A tensor that repeats a block along its axes: what a predicted parameter is.
///
/// The whole tensor is known, its shape and each of its numbers, but only the block is held.
struct RepeatedBlock {
  /// The block, with the axes of the tensor or as a vector.
  let block: Variable
  /// The shape of the tensor.
  let shape: Shape

  /// The tensor whose numbers are those of this one after a function of one number.
  ///
  /// A function of single numbers commutes with their repetition.
  func map(_ function: (Variable) -> Variable) -> RepeatedBlock {
    RepeatedBlock(block: function(block), shape: shape)
  }

  /// The whole tensor.
  var tensor: Variable {
    let target = block.shape.rank == shape.rank ? shape : [shape.count]
    return block.tiled(to: target).reshaped(to: shape)
  }
}

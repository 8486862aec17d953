import Kernels
import Tensors

extension Variable {
  /// The same elements with the axes in another order: axis k of z is axis `axes[k]` of x.
  ///
  /// - Gradient: dx is dz with the axes in the old order.
  ///
  /// - Precondition: each axis occurs once.
  public func permuted(_ axes: [Int]) -> Variable {
    precondition(
      axes.sorted() == Array(0..<shape.rank), "the axes of \(shape) in the order \(axes)")
    let extents = axes.map { shape[$0] }
    // Where only axes of extent 1 move, the elements lie in their new order already.
    let moving = axes.filter { shape[$0] != 1 }
    guard moving != moving.sorted() else { return reshaped(to: Shape(extents)) }
    let strides = rowMajorStrides(of: shape.extents)
    return copied(
      in: Shape(extents),
      by: StridedCopy(
        extents: extents, from: .init(strides: axes.map { strides[$0] }),
        to: .init(dense: extents)))
  }

  /// A tensor of which the copy fills every element from this one.
  ///
  /// - Gradient: the elements of dz, added to the positions that they were copied from.
  func copied(in shape: Shape, by copy: StridedCopy) -> Variable {
    let z = Tensor(shape: shape) { z in
      value.withScalars { copy.run($0, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    let isPermutation = shape.count == self.shape.count
    return tape.record(z) { dz, gradients in
      if isPermutation {
        gradients.accumulate(slot) { copy.reversed.run(dz, into: &$0, update: $1) }
      } else {
        gradients.update(slot) { copy.reversed.run(dz, into: &$0, update: .adding) }
      }
    }
  }
}

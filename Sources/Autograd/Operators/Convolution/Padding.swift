import Kernels
import Tensors

extension Variable {
  /// This tensor within a border of one number.
  ///
  /// - Gradient: dx is the inside of dz.
  ///
  /// - Parameters:
  ///   - before: for each axis, how many positions are added before it.
  ///   - after: for each axis, how many positions are added behind it.
  ///   - border: what stands there.
  /// - Returns: each extent larger by its two paddings.
  /// - Precondition: both have a number for each axis, none of them negative.
  public func padded(before: [Int], after: [Int], with border: Float = 0) -> Variable {
    precondition(
      before.count == shape.rank && after.count == shape.rank
        && (before + after).allSatisfy { $0 >= 0 },
      "padding of \(shape) by \(before) and \(after)")
    guard (before + after).contains(where: { $0 > 0 }) else { return self }
    let extents = shape.extents.indices.map { before[$0] + shape[$0] + after[$0] }
    let strides = rowMajorStrides(of: extents)
    let copy = StridedCopy(
      extents: shape.extents, from: .init(dense: shape.extents),
      to: .init(offset: zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }, strides: strides))
    let z = Tensor(shape: Shape(extents)) { z in
      z.update(repeating: border)
      value.withScalars { copy.run($0, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.accumulate(slot) { copy.reversed.run(dz, into: &$0, update: $1) }
    }
  }
}

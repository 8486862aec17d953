import Kernels
import Tensors

extension Variable {
  /// The mean over some axes, which the result no longer has: (N, H, W, C) over 1 and 2 is (N, C).
  ///
  /// - Gradient: dx = dz / (number of elements in a mean), repeated along the axes.
  ///
  /// - Precondition: the axes exist and differ.
  public func mean(overAxes axes: [Int]) -> Variable {
    precondition(
      Set(axes).count == axes.count && axes.allSatisfy { (0..<shape.rank).contains($0) },
      "the mean of \(shape) over the axes \(axes)")
    let kept = shape.extents.indices.filter { !axes.contains($0) }
    let extents = shape.extents.indices.map { axes.contains($0) ? 1 : shape[$0] }
    guard let pattern = Broadcasting(of: extents, to: shape.extents) else {
      // The axes are not neighbours: put them first.
      return permuted(axes + kept).mean(overAxes: Array(axes.indices))
    }
    let factor = 1 / Double(axes.reduce(1) { $0 * shape[$1] })
    let z = Tensor(shape: Shape(kept.map { shape[$0] })) { z in
      value.withScalars { pattern.sum($0, into: &z, scaledBy: factor, update: .replacing) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      gradients.accumulate(slot) {
        pattern.repeat(dz, into: &$0, scaledBy: Float(factor), update: $1)
      }
    }
  }
}

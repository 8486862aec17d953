import Kernels
import Tensors

extension Variable {
  /// The mean over some axes, which the result no longer has: (N, H, W, C) over 1 and 2 is (N, C).
  ///
  /// - Gradient: dx = dz / (number of elements in a mean), repeated along the axes.
  ///
  /// - Precondition: the axes exist and differ.
  public func mean(overAxes axes: [Int]) -> Variable {
    summed(overAxes: axes, scaledBy: 1 / Double(axes.reduce(1) { $0 * shape[$1] }))
  }

  /// The sum over some axes, which the result no longer has; 0 over an axis that is empty.
  ///
  /// - Gradient: dx = dz, repeated along the axes.
  ///
  /// - Precondition: the axes exist and differ.
  public func sum(overAxes axes: [Int]) -> Variable { summed(overAxes: axes, scaledBy: 1) }

  private func summed(overAxes axes: [Int], scaledBy factor: Double) -> Variable {
    precondition(
      Set(axes).count == axes.count && axes.allSatisfy { (0..<shape.rank).contains($0) },
      "the sum of \(shape) over the axes \(axes)")
    if shape.count == 0 {
      let kept = shape.extents.indices.filter { !axes.contains($0) }.map { shape[$0] }
      return Variable(Tensor(zeros: Shape(kept)))
    }
    let kept = shape.extents.indices.filter { !axes.contains($0) }
    let extents = shape.extents.indices.map { axes.contains($0) ? 1 : shape[$0] }
    guard let pattern = Repetition(of: extents, to: shape.extents) else {
      // The axes are not neighbors: put them first.
      return permuted(axes + kept).summed(overAxes: Array(axes.indices), scaledBy: factor)
    }
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

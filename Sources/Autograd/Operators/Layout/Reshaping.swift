public import Tensors

extension Variable {
  /// The same scalars under another shape.
  ///
  /// - Gradient: dx = dz under the shape of x.
  ///
  /// - Precondition: both shapes have the same count.
  public func reshaped(to shape: Shape) -> Variable {
    let z = value.reshaped(to: shape)
    guard let tape, let slot else { return Variable(z) }
    return tape.record(
      z, sharingElements: true, inPlacePullback: { dz, gradients in gradients.give(&dz, to: slot) })
  }
}

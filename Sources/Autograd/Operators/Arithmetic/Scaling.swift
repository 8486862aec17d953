import Kernels
import Tensors

extension Variable {
  /// z = a·x, element by element, for a constant a.
  ///
  /// - Gradient: dx = a·dz.
  public func scaled(by a: Float) -> Variable {
    let z = Tensor(shape: shape) { z in
      value.withScalars { scale($0, by: a, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        gradients.give(
          &dz, to: slot, changing: { scale(&$0, by: a) }, adding: { add($0, scaledBy: a, to: &$1) })
      })
  }
}

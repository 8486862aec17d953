import Kernels
import Tensors

extension Variable {
  /// z = eˣ / Σ eˣ, along the last axis.
  ///
  /// - Gradient: dx = z·(dz − Σ z·dz), summed along the last axis.
  public func softmax() -> Variable {
    let columns = matrixExtents.columns
    let z = Tensor(shape: shape) { z in
      value.withScalars { softmaxRows($0, columns: columns, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        z.withScalars { z in
          gradients.give(
            &dz, to: slot, changing: { applyRowSoftmaxGradient(z, columns: columns, to: &$0) },
            adding: { addRowSoftmaxGradient(z, dy: $0, columns: columns, to: &$1) })
        }
      })
  }
}

import Kernels
import Tensors

extension Variable {
  /// z = a·x, element by element, for a constant a.
  ///
  /// - Gradient: dx = a·dz.
  public func scaled(by a: Float) -> Variable {
    let z = Tensor(shape: shape) { z in
      value.withScalars { x in
        for index in x.indices { z[index] = a * x[index] }
      }
    }
    guard let place else { return Variable(z) }
    let slot = place.slot
    return place.tape.record(z) { dz, gradients in
      gradients.update(slot) { add(dz, scaledBy: a, to: &$0) }
    }
  }
}

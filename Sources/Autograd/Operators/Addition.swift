import Kernels
import Tensors

extension Variable {
  /// z = x + y, element by element.
  ///
  /// - Gradient: dx = dz, dy = dz.
  ///
  /// - Precondition: both have the same shape.
  public static func + (x: Variable, y: Variable) -> Variable {
    precondition(x.shape == y.shape, "\(x.shape) + \(y.shape)")
    let z = Tensor(shape: x.shape) { z in
      x.value.withScalars { x in
        y.value.withScalars { y in add(x, y, into: &z) }
      }
    }
    guard let tape = commonTape(x, y) else { return Variable(z) }
    let (xSlot, ySlot) = (x.slot, y.slot)
    return tape.record(
      z, handingOn: { dz, gradients in gradients.give(&dz, toBoth: xSlot, ySlot) })
  }
}

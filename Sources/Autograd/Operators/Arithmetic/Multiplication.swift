import Kernels
import Tensors

extension Variable {
  /// z = x·y, element by element, with broadcasting: also gates of shape (images, 1, 1, channels)
  /// for images.
  ///
  /// - Gradient: dx = dz·y, dy = dz·x, each summed over the axes along which its operand is
  ///   repeated.
  ///
  /// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
  public static func * (x: Variable, y: Variable) -> Variable {
    let (x, y, pattern) = meeting(x, y, "*")
    let (xValue, yValue) = (x.value, y.value)
    let z = Tensor(shape: x.shape) { z in
      xValue.withScalars { x in
        yValue.withScalars { y in pattern.multiply(x, y, into: &z) }
      }
    }
    guard let tape = commonTape(x, y) else { return Variable(z) }
    let (xSlot, ySlot) = (x.slot, y.slot)
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        gradients.accumulate(ySlot) { dy, update in
          xValue.withScalars { pattern.sumProducts($0, dz.span, into: &dy, update: update) }
        }
        yValue.withScalars { y in
          gradients.give(
            &dz, to: xSlot, changing: { pattern.multiply(&$0, by: y) },
            adding: { pattern.multiply($0, y, into: &$1, update: .adding) })
        }
      })
  }

  /// z = x/y, element by element, with broadcasting.
  ///
  /// - Gradient: dx = dz/y, dy = −dz·x/y², each summed over the axes along which its operand is
  ///   repeated.
  ///
  /// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
  public static func / (x: Variable, y: Variable) -> Variable {
    x * y.reciprocal()
  }
}

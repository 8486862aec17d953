import Kernels
import Tensors

extension Variable {
  /// z = x + y, element by element, with broadcasting.
  ///
  /// - Gradient: dx = dz, dy = dz, each summed over the axes along which its operand is repeated.
  ///
  /// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
  public static func + (x: Variable, y: Variable) -> Variable {
    let (x, y, pattern) = meeting(x, y, "+")
    let z = Tensor(shape: x.shape) { z in
      x.value.withScalars { x in
        y.value.withScalars { y in pattern.add(x, y, into: &z) }
      }
    }
    guard let tape = commonTape(x, y) else { return Variable(z) }
    let (xSlot, ySlot) = (x.slot, y.slot)
    guard x.shape.count == y.shape.count else {
      return tape.record(
        z,
        inPlacePullback: { dz, gradients in
          gradients.accumulate(ySlot) { pattern.sum(dz.span, into: &$0, update: $1) }
          gradients.give(&dz, to: xSlot)
        })
    }
    return tape.record(
      z, inPlacePullback: { dz, gradients in gradients.give(&dz, toBoth: xSlot, ySlot) })
  }

  /// z = x − y, element by element, with broadcasting.
  ///
  /// - Gradient: dx = dz, dy = −dz, each summed over the axes along which its operand is repeated.
  ///
  /// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
  public static func - (x: Variable, y: Variable) -> Variable {
    x + y.negated()
  }
}

/// The operands of an operator that does not mind their order, the one of the result's shape
/// first, and how the elements of the second are repeated.
///
/// Where neither operand has the result's shape, or the axes of repetition are not neighbors, the
/// operands are repeated beforehand.
///
/// - Precondition: the shapes fit each other.
func meeting(
  _ x: Variable, _ y: Variable, _ name: String
) -> (large: Variable, small: Variable, pattern: Repetition) {
  guard let shape = x.shape.broadcast(with: y.shape) else {
    preconditionFailure("\(x.shape) \(name) \(y.shape)")
  }
  let (large, small) = x.shape == shape ? (x, y) : y.shape == shape ? (y, x) : (x, y)
  let whole = large.expanded(to: shape)
  if let pattern = Repetition(of: small.shape.extents, to: shape.extents) {
    return (whole, small, pattern)
  }
  guard let pattern = Repetition(of: shape.extents, to: shape.extents) else {
    preconditionFailure("a shape meets itself")
  }
  return (whole, small.expanded(to: shape), pattern)
}

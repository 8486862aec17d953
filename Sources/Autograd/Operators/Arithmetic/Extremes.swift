import Kernels
import Tensors

/// z = the smaller of x and y, element by element, with broadcasting; NaN if one is.
///
/// - Gradient: dz goes to the operand that is smaller, in halves to both if they are equal.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func minimum(_ x: Variable, _ y: Variable) -> Variable { extreme(.minimum, x, y) }

/// z = the larger of x and y, element by element, with broadcasting; NaN if one is.
///
/// - Gradient: dz goes to the operand that is larger, in halves to both if they are equal.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func maximum(_ x: Variable, _ y: Variable) -> Variable { extreme(.maximum, x, y) }

private func extreme(_ extreme: Extreme, _ x: Variable, _ y: Variable) -> Variable {
  let (x, y) = expandedToEachOther(x, y, "\(extreme)")
  let (xValue, yValue) = (x.value, y.value)
  let z = Tensor(shape: x.shape) { z in
    xValue.withScalars { x in
      yValue.withScalars { y in keep(extreme, of: x, y, into: &z) }
    }
  }
  guard let tape = commonTape(x, y) else { return Variable(z) }
  let (xSlot, ySlot) = (x.slot, y.slot)
  return tape.record(z) { dz, gradients in
    xValue.withScalars { x in
      yValue.withScalars { y in
        gradients.update(xSlot) { addGradient(of: extreme, x, y, dz: dz, to: &$0) }
        gradients.update(ySlot) { addGradient(of: extreme, y, x, dz: dz, to: &$0) }
      }
    }
  }
}

/// Both operands repeated to the shape that they have together.
///
/// - Precondition: the shapes fit each other.
func expandedToEachOther(
  _ x: Variable, _ y: Variable, _ name: String
) -> (x: Variable, y: Variable) {
  guard let shape = x.shape.broadcast(with: y.shape) else {
    preconditionFailure("\(name) of \(x.shape) and \(y.shape)")
  }
  return (x.expanded(to: shape), y.expanded(to: shape))
}

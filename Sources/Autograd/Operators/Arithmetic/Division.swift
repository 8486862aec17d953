import Kernels
import Tensors

/// z = x/y, element by element, with broadcasting, each rounded once, as networks ask for it: what
/// rounds or compares quotients would see the error in the last digit of `x / y`, which multiplies by
/// a reciprocal.
///
/// - Gradient: dx = dz/y, dy = −dz·x/y², each summed over the axes along which its operand is
///   repeated.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func quotient(_ x: Variable, _ y: Variable) -> Variable {
  let z = divided(x, y)
  guard commonTape(x, y) != nil else { return Variable(z) }
  let onTape = x / y
  guard let tape = onTape.tape, let slot = onTape.slot else { return Variable(z) }
  return tape.record(z, inPlacePullback: { dz, gradients in gradients.give(&dz, to: slot) })
}

private func divided(_ x: Variable, _ y: Variable) -> Tensor {
  if y.shape.count == 1, x.shape.broadcast(with: y.shape) == x.shape {
    let divisor = y.value.scalars[0]
    return Tensor(shape: x.shape) { z in
      x.value.withScalars { x in
        for index in x.indices { z[index] = x[index] / divisor }
      }
    }
  }
  let (x, y) = expandedToEachOther(Variable(x.value), Variable(y.value), "a quotient")
  return Tensor(shape: x.shape) { z in
    x.value.withScalars { x in
      y.value.withScalars { y in
        for index in x.indices { z[index] = x[index] / y[index] }
      }
    }
  }
}

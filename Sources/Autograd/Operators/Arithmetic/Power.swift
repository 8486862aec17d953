import Kernels
import Tensors

extension Variable {
  /// z = xᵃ, element by element, for a constant a.
  ///
  /// - Gradient: dx = dz·a·xᵃ⁻¹.
  public func power(_ exponent: Float) -> Variable {
    switch exponent {
    case 1: self
    case 2: self * self
    case 0.5: squareRoot()
    case -1: reciprocal()
    default: activated(by: .power(exponent))
    }
  }

  /// z = xʸ, element by element, with broadcasting.
  ///
  /// - Gradient: dx = dz·y·xʸ⁻¹, dy = dz·xʸ·log x, or 0 where x is 0, each summed over the axes
  ///   along which its operand is repeated.
  ///
  /// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
  public func power(_ exponent: Variable) -> Variable {
    if exponent.tape == nil, exponent.shape.count == 1, exponent.shape.rank <= shape.rank {
      return power(exponent.value.scalars[0])
    }
    let (x, y) = expandedToEachOther(self, exponent, "a power")
    let (xValue, yValue) = (x.value, y.value)
    let z = Tensor(shape: x.shape) { z in
      xValue.withScalars { x in
        yValue.withScalars { y in raise(x, to: y, into: &z) }
      }
    }
    guard let tape = commonTape(x, y) else { return Variable(z) }
    let (xSlot, ySlot) = (x.slot, y.slot)
    return tape.record(z) { dz, gradients in
      xValue.withScalars { x in
        yValue.withScalars { y in
          gradients.update(xSlot) { addBaseGradient(x, to: y, dz: dz, into: &$0) }
          gradients.update(ySlot) { addExponentGradient(x, to: y, dz: dz, into: &$0) }
        }
      }
    }
  }
}

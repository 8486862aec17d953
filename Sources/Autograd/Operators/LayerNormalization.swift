import Kernels
import Tensors

extension Variable {
  /// z = (x − mean) / √(variance + epsilon) · scale + shift, with the moments of each row of x.
  ///
  /// - Gradient: with u = (x − mean) / √(variance + epsilon) and g = dz·scale,
  ///   dx = (g − mean(g) − u·mean(g·u)) / √(variance + epsilon), dscale = Σ dz·u, dshift = Σ dz.
  ///
  /// - Precondition: x is (…, columns), scale and shift are (columns).
  ///
  /// Source: Ba, Kiros, Hinton (arXiv:1607.06450), Eq. 4.
  public func layerNormalized(
    scale: Variable, shift: Variable, epsilon: Float = 1e-5
  ) -> Variable {
    let columns = matrixExtents.columns
    precondition(
      scale.shape == [columns] && shift.shape == [columns],
      "layer normalization of \(shape) with scale \(scale.shape) and shift \(shift.shape)")
    let z = Tensor(shape: shape) { z in
      value.withScalars { x in
        scale.value.withScalars { scale in
          shift.value.withScalars { shift in
            normalizeRows(x, scale: scale, shift: shift, epsilon: epsilon, into: &z)
          }
        }
      }
    }
    guard let tape = commonTape([self, scale, shift]) else { return Variable(z) }
    let (x, scaleValue) = (value, scale.value)
    let (xSlot, scaleSlot, shiftSlot) = (slot, scale.slot, shift.slot)
    return tape.record(z) { dz, gradients in
      gradients.update(xSlot) { dx in
        x.withScalars { x in
          scaleValue.withScalars { scale in
            addRowNormalizationGradient(x, scale: scale, epsilon: epsilon, dy: dz, toRows: &dx)
          }
        }
      }
      gradients.update(scaleSlot) { dscale in
        x.withScalars { x in
          addRowNormalizationGradient(x, epsilon: epsilon, dy: dz, toScale: &dscale)
        }
      }
      gradients.accumulate(shiftSlot) { sumColumns(of: dz, into: &$0, update: $1) }
    }
  }
}

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
    guard let tape = commonTape(self, scale, shift) else { return Variable(z) }
    let (x, scaleValue) = (value, scale.value)
    let (xSlot, scaleSlot, shiftSlot) = (slot, scale.slot, shift.slot)
    return tape.record(
      z,
      inPlacePullback: { dz, gradients in
        gradients.accumulate(shiftSlot) { sumColumns(of: dz.span, into: &$0, update: $1) }
        // Both other gradients need the moments of each row: one walk makes them. Where x
        // is a constant, what dz becomes is thrown away.
        var dscale = [Float](repeating: 0, count: columns)
        x.withScalars { x in
          scaleValue.withScalars { scale in
            var dscaleSpan = dscale.mutableSpan
            guard let xSlot else {
              var dx = dz.mutableSpan
              applyRowNormalizationGradient(
                x, scale: scale, epsilon: epsilon, to: &dx, addingToScale: &dscaleSpan)
              return
            }
            gradients.give(
              &dz, to: xSlot,
              changing: {
                applyRowNormalizationGradient(
                  x, scale: scale, epsilon: epsilon, to: &$0, addingToScale: &dscaleSpan)
              },
              adding: {
                addRowNormalizationGradient(
                  x, scale: scale, epsilon: epsilon, dy: $0, toRows: &$1, toScale: &dscaleSpan)
              })
          }
        }
        gradients.give(&dscale, to: scaleSlot)
      })
  }

  /// z = x / √(mean x² + epsilon) · scale, with the mean over each row of x.
  ///
  /// - Gradient: with r = 1 / √(mean x² + epsilon) and g = dz·scale,
  ///   dx = r·(g − x·r²·mean(g·x)), dscale = Σ dz·x·r.
  ///
  /// - Parameters:
  ///   - scale: (columns); `nil` for 1.
  ///   - epsilon: what is added to the mean of the squares.
  /// - Returns: the shape of x.
  /// - Precondition: x is (…, columns).
  ///
  /// Source: Zhang, Sennrich (arXiv:1910.07467), Eq. 4.
  public func rootMeanSquareNormalized(
    scale: Variable? = nil, epsilon: Float = 1e-5
  ) -> Variable {
    let columns = matrixExtents.columns
    precondition(
      scale?.shape ?? [columns] == [columns],
      "normalization of \(shape) with scale \(scale?.shape ?? [])")
    let factors = scale?.value ?? Tensor(repeating: 1, shape: [columns])
    let x = value
    let z = Tensor(shape: shape) { z in
      x.withScalars { x in
        factors.withScalars {
          normalizeRowsByRootMeanSquare(x, scale: $0, epsilon: epsilon, into: &z)
        }
      }
    }
    guard let tape = commonTape(self, scale) else { return Variable(z) }
    let (xSlot, scaleSlot) = (slot, scale?.slot)
    return tape.record(z) { dz, gradients in
      var dx = [Float](repeating: 0, count: x.shape.count)
      var dscale = [Float](repeating: 0, count: columns)
      x.withScalars { x in
        factors.withScalars { factors in
          var dxSpan = dx.mutableSpan
          var dscaleSpan = dscale.mutableSpan
          addRootMeanSquareGradient(
            x, scale: factors, epsilon: epsilon, dy: dz, toRows: &dxSpan, toScale: &dscaleSpan)
        }
      }
      gradients.give(&dx, to: xSlot)
      gradients.give(&dscale, to: scaleSlot)
    }
  }
}

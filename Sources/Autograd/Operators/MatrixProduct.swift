import Kernels
import Tensors

/// z = x·y for matrices x (rows, inner) and y (inner, columns).
///
/// - Gradient: dx = dz·yᵀ, dy = xᵀ·dz.
///
/// - Precondition: both are matrices, and x has as many columns as y has rows.
public func matrixProduct(_ x: Variable, _ y: Variable) -> Variable {
  precondition(
    x.shape.rank == 2 && y.shape.rank == 2 && x.shape[1] == y.shape[0],
    "matrix product of \(x.shape) and \(y.shape)")
  let (rows, inner, columns) = (x.shape[0], x.shape[1], y.shape[1])
  let z = Tensor(shape: [rows, columns]) { z in
    x.value.withScalars { x in
      y.value.withScalars { y in
        multiply(x, y, into: &z, rows: rows, inner: inner, columns: columns)
      }
    }
  }
  guard let tape = commonTape(x, y) else { return Variable(z) }
  let (xValue, yValue, xSlot, ySlot) = (x.value, y.value, x.slot, y.slot)
  return tape.record(z) { dz, gradients in
    gradients.accumulate(xSlot) { dx, update in
      yValue.withScalars { y in
        multiply(
          dz, y, into: &dx, rows: rows, inner: columns, columns: inner,
          transposing: .right, update: update)
      }
    }
    gradients.accumulate(ySlot) { dy, update in
      xValue.withScalars { x in
        multiply(
          x, dz, into: &dy, rows: inner, inner: rows, columns: columns,
          transposing: .left, update: update)
      }
    }
  }
}

import Kernels
import Tensors

/// z = x·y for matrices x (rows, inner) and y (inner, columns), or for each pair of such matrices.
///
/// - Gradient: dx = dz·yᵀ, dy = xᵀ·dz, each summed over the pairs that its matrix is part of.
///
/// - Parameters:
///   - x: (…, rows, inner).
///   - y: (…, inner, columns).
/// - Returns: (…, rows, columns); the leading axes are those of both, broadcast.
/// - Precondition: x has as many columns as y has rows, and the leading axes fit each other as
///   `Shape.broadcast(with:)` says.
public func matrixProduct(_ x: Variable, _ y: Variable) -> Variable {
  batchedProduct(x, y, transposesRight: false)
}

/// z = x·yᵀ for matrices x (rows, inner) and y (columns, inner), or for each pair of such matrices.
///
/// - Gradient: dx = dz·y, dy = dzᵀ·x, each summed over the pairs that its matrix is part of.
///
/// - Parameters:
///   - x: (…, rows, inner).
///   - y: (…, columns, inner).
/// - Returns: (…, rows, columns); the leading axes are those of both, broadcast.
/// - Precondition: x and y have as many columns, and the leading axes fit each other as
///   `Shape.broadcast(with:)` says.
public func matrixProduct(_ x: Variable, transposing y: Variable) -> Variable {
  batchedProduct(x, y, transposesRight: true)
}

private func batchedProduct(_ x: Variable, _ y: Variable, transposesRight: Bool) -> Variable {
  guard
    let batch = MatrixBatch(x.shape.extents, y.shape.extents, transposesRight: transposesRight)
  else {
    preconditionFailure("matrix product of \(x.shape) and \(y.shape)")
  }
  let (xValue, yValue) = (x.value, y.value)
  let z = Tensor(shape: Shape(batch.extents)) { z in
    xValue.withScalars { x in
      yValue.withScalars { y in batch.multiply(x, y, into: &z) }
    }
  }
  guard let tape = commonTape(x, y) else { return Variable(z) }
  let (xSlot, ySlot) = (x.slot, y.slot)
  return tape.record(z) { dz, gradients in
    gradients.accumulate(xSlot) { dx, update in
      yValue.withScalars { batch.leftGradient($0, dz: dz, into: &dx, update: update) }
    }
    gradients.accumulate(ySlot) { dy, update in
      xValue.withScalars { batch.rightGradient($0, dz: dz, into: &dy, update: update) }
    }
  }
}

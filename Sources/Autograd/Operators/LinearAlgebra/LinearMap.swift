import Kernels
public import Tensors

/// z = x·Wᵀ + b, for each row of x.
///
/// - Gradient: dx = dz·W, dW = dzᵀ·x, db = the sum of the rows of dz.
///
/// - Parameters:
///   - x: rows along the last axis (…, inputs).
///   - weight: W (outputs, inputs), or any shape that starts with outputs and holds as many
///     scalars, such as that of a 1×1 convolution.
///   - bias: b (outputs), or `nil` for zero.
///   - transposedWeight: Wᵀ (inputs, outputs), if the caller keeps it: products with few rows run
///     faster from this layout.
/// - Returns: (…, outputs).
/// - Precondition: the shapes fit each other.
public func linearMap(
  _ x: Variable, weight: Variable, bias: Variable?, transposedWeight: Tensor? = nil
) -> Variable {
  let inputs = x.matrixExtents.columns
  // Counted without the last axis: a row of no inputs is a row nevertheless, and its z is b.
  let rows = x.shape.extents.dropLast().reduce(1, *)
  let outputs = weight.shape[0]
  precondition(
    weight.shape.count == outputs * inputs
      && bias.map { $0.shape.rank == 1 && $0.shape[0] == outputs } ?? true
      && transposedWeight.map { $0.shape.rank == 2 && $0.shape[0] == inputs } ?? true,
    "linear map of \(x.shape) with a weight of shape \(weight.shape)")
  var extents = x.shape.extents
  extents[extents.count - 1] = outputs
  let z = Tensor(shape: Shape(extents)) { z in
    var product = MatrixProduct(rows: rows, inner: inputs, columns: outputs)
    guard let transposedWeight else {
      product.transposing = .right
      return product.multiplyInStripes(
        x.value, weight.value, into: &z, bias: bias?.value)
    }
    x.value.withScalars { x in
      transposedWeight.withScalars { w in
        product.multiply(x, w, into: &z, bias: bias.map { (row: $0.value, first: 0) })
      }
    }
  }
  guard let tape = commonTape(x, weight, bias) else {
    return Variable(z)
  }
  let (xValue, wValue) = (x.value, weight.value)
  let (xSlot, wSlot, bSlot) = (x.slot, weight.slot, bias?.slot)
  return tape.record(z) { dz, gradients in
    gradients.accumulate(xSlot) { dx, update in
      wValue.withScalars { w in
        MatrixProduct(rows: rows, inner: outputs, columns: inputs, update: update).multiply(
          dz, w, into: &dx)
      }
    }
    gradients.accumulate(wSlot) { dw, update in
      xValue.withScalars { x in
        MatrixProduct(
          rows: outputs, inner: rows, columns: inputs, transposing: .left, update: update
        ).multiply(dz, x, into: &dw)
      }
    }
    gradients.accumulate(bSlot) { sumColumns(of: dz, into: &$0, update: $1) }
  }
}

import Kernels
import Tensors

extension Variable {
  /// The same elements with two neighboring axes exchanged: z[…, j, i, …] = x[…, i, j, …].
  ///
  /// - Gradient: dx is dz with the two axes exchanged back.
  ///
  /// - Parameter axis: the first of the two axes.
  /// - Returns: the shape's extents exchanged likewise.
  /// - Precondition: both axes exist.
  public func exchangingAxis(_ axis: Int) -> Variable {
    precondition(axis >= 0 && axis + 1 < shape.rank, "axes \(axis) and \(axis + 1) of \(shape)")
    var extents = shape.extents
    let (rows, columns) = (extents[axis], extents[axis + 1])
    let count = extents[..<axis].reduce(1, *)
    let inner = extents[(axis + 2)...].reduce(1, *)
    extents.swapAt(axis, axis + 1)
    // Where one of the axes has extent 1, the elements lie in their new order already.
    guard rows != 1 && columns != 1 else { return reshaped(to: Shape(extents)) }
    let z = Tensor(shape: Shape(extents)) { z in
      value.withScalars {
        exchangeAxes($0, count: count, rows: rows, columns: columns, inner: inner, into: &z)
      }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { dz, gradients in
      var dx = filledScalars(count: dz.count) { dx in
        exchangeAxes(dz, count: count, rows: columns, columns: rows, inner: inner, into: &dx)
      }
      gradients.give(&dx, to: slot)
    }
  }
}

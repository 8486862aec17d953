import Kernels
import Layers
import Tensors

extension Tensor {
  /// The weight, seen as a matrix of its first axis and all others, with orthonormal rows, or
  /// columns where there are fewer of them.
  ///
  /// Whether the first axis is that of outputs or of inputs, the matrix or its transpose: the result
  /// is the same.
  ///
  /// - Parameters:
  ///   - noise: the deviation of normal numbers that are added first, as a fraction of the
  ///     weight's root mean square.
  ///   - generator: what the noise comes from.
  /// - Returns: a tensor of the same shape.
  func orthogonalized(
    noise: Float, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    guard shape.rank > 1, shape.count > 0 else { return self }
    var weight = scalars
    if noise > 0 {
      let deviation =
        noise
        * Float((withScalars { squareSum($0) } / Double(shape.count)).squareRoot())
      Tensor(normalWithDeviation: deviation, shape: shape, using: &generator).withScalars {
        for index in weight.indices { weight[index] += $0[index] }
      }
    }
    let rows = shape[0]
    let columns = shape.count / rows
    if rows <= columns {
      var span = weight.mutableSpan
      orthonormalizeRows(&span, rows: rows, columns: columns)
    } else {
      var transpose = transposed(weight, rows: rows, columns: columns)
      var span = transpose.mutableSpan
      orthonormalizeRows(&span, rows: columns, columns: rows)
      weight = transposed(transpose, rows: columns, columns: rows)
    }
    return Tensor(shape: shape, scalars: weight)
  }
}

/// The matrix (columns, rows) of a matrix (rows, columns).
private func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
  var result = [Float](repeating: 0, count: matrix.count)
  for row in 0..<rows {
    for column in 0..<columns { result[column * rows + row] = matrix[row * columns + column] }
  }
  return result
}

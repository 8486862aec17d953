/// The inverse of a symmetric, positive definite matrix (order, order), row by row.
///
/// With A = L·Lᵀ for a lower triangle L, it is L⁻ᵀ·L⁻¹. Numbers of a matrix that is not positive definite
/// are not finite.
///
/// - Parameters:
///   - matrix: A, of which the lower triangle is read.
///   - order: the number of its rows.
/// - Returns: (order, order).
/// - Precondition: the matrix holds order² numbers.
/// - Complexity: O(order³).
///
/// Source: Golub, Van Loan, "Matrix Computations", 4th edition, algorithm 4.2.2.
package func choleskyInverse(_ matrix: [Double], order: Int) -> [Double] {
  precondition(matrix.count == order * order, "\(matrix.count) numbers of order \(order)")
  var lower = matrix
  for column in 0..<order {
    for row in column..<order {
      var sum = matrix[row * order + column]
      for k in 0..<column { sum -= lower[row * order + k] * lower[column * order + k] }
      lower[row * order + column] =
        row == column ? sum.squareRoot() : sum / lower[column * order + column]
    }
  }
  // The columns of L⁻¹, one after another.
  var inverse = [Double](repeating: 0, count: order * order)
  for column in 0..<order {
    for row in column..<order {
      var sum: Double = row == column ? 1 : 0
      for k in column..<row { sum -= lower[row * order + k] * inverse[k * order + column] }
      inverse[row * order + column] = sum / lower[row * order + row]
    }
  }
  var result = inverse
  for row in 0..<order {
    for column in 0...row {
      var sum = 0.0
      for k in row..<order { sum += inverse[k * order + row] * inverse[k * order + column] }
      result[row * order + column] = sum
      result[column * order + row] = sum
    }
  }
  return result
}

/// The Cholesky factor L of a symmetric positive definite matrix A = L·Lᵀ.
struct CholeskyFactor {
  let order: Int
  /// L, row by row; the upper triangle is 0.
  private let lower: [Double]

  /// Factorizes a matrix (order, order), row by row; `nil` where it is not positive definite.
  init?(_ matrix: [Double], order: Int) {
    var lower = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        var sum = matrix[row * order + column]
        for k in 0..<column { sum -= lower[row * order + k] * lower[column * order + k] }
        if row == column {
          guard sum > 0 else { return nil }
          lower[row * order + row] = sum.squareRoot()
        } else {
          lower[row * order + column] = sum / lower[column * order + column]
        }
      }
    }
    self.order = order
    self.lower = lower
  }

  /// The diagonal of L.
  var diagonal: [Double] { (0..<order).map { lower[$0 * order + $0] } }

  /// L⁻¹·x.
  func forward(_ x: [Double]) -> [Double] {
    var y = x
    for row in 0..<order {
      var sum = y[row]
      for k in 0..<row { sum -= lower[row * order + k] * y[k] }
      y[row] = sum / lower[row * order + row]
    }
    return y
  }

  /// A⁻¹·x.
  func solve(_ x: [Double]) -> [Double] {
    var y = forward(x)
    for row in (0..<order).reversed() {
      var sum = y[row]
      for k in row + 1..<max(order, row + 1) { sum -= lower[k * order + row] * y[k] }
      y[row] = sum / lower[row * order + row]
    }
    return y
  }
}

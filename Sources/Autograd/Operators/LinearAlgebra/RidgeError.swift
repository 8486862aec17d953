import Kernels
import Tensors

extension Variable {
  /// How far a class layer in closed form is off, of these features (rows, d), when it is fitted to all
  /// rows but the one at hand.
  ///
  /// With features F and one-hot labels Y, both less their means over the rows, K = F·Fᵀ + λ·1, and
  /// λ = penalty · mean of the diagonal of F·Fᵀ, the residuals of ridge regression with a bias, where each
  /// row is left out of the fit and of the means, are eᵢ = (K⁻¹Y)ᵢ / ((K⁻¹)ᵢᵢ − 1/(rows·λ)), and
  ///
  ///     z = 1/rows · Σᵢ |eᵢ|²
  ///
  /// which does not depend on the scale of the features; about 1 where they say nothing. The second term
  /// below is the share of the means: rows of ones, which K⁻¹ multiplies by 1/λ.
  ///
  /// - Gradient: through means, K, its inverse and λ.
  ///
  /// - Parameters:
  ///   - labels: the class of each row.
  ///   - classCount: how many classes there are.
  ///   - penalty: what the penalty is of the mean of the diagonal, above 0.
  /// - Returns: a scalar.
  /// - Precondition: there is a label below `classCount` for each row, of which there are at least two.
  /// - Complexity: O(rows²·d + rows³).
  ///
  /// Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd edition, sections
  /// 5.8 and 7.10; Bertinetto et al. (arXiv:1805.08136), section 3.2, for the gradient through the
  /// solution.
  public func ridgeError(labels: [Int], classCount: Int, penalty: Float) -> Variable {
    precondition(
      shape.rank == 2 && shape[0] == labels.count && labels.count > 1 && penalty > 0
        && labels.allSatisfy { (0..<classCount).contains($0) },
      "a ridge regression of features \(shape) on \(labels.count) labels, penalty \(penalty)")
    let solution = RidgeSolution(
      features: value, labels: labels, classCount: classCount, penalty: Double(penalty))
    let z = Tensor(shape: [], scalars: [Float(solution.error)])
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { (dz: Span<Float>, gradients: inout GradientStore) in
      let change = solution.gradient(Double(dz[0]))
      gradients.accumulate(slot) { dx, update in
        for index in dx.indices {
          dx[index] = update == .adding ? dx[index] + change[index] : change[index]
        }
      }
    }
  }
}

/// A ridge regression in its dual form, and its residuals where rows are left out.
private struct RidgeSolution: Sendable {
  let rows, width, classCount: Int
  let penalty: Double
  /// F (rows, width), less the means.
  let features: [Float]
  /// Y (rows, classes), less the means.
  let targets: [Double]
  /// λ.
  let ridge: Double
  /// K⁻¹.
  let inverse: [Double]
  /// K⁻¹·Y.
  let dual: [Double]

  init(features: Tensor, labels: [Int], classCount: Int, penalty: Double) {
    (rows, width) = (features.shape[0], features.shape[1])
    (self.classCount, self.penalty) = (classCount, penalty)
    self.features = centered(features.scalars, rows: rows)
    var targets = [Double](repeating: 0, count: rows * classCount)
    for (row, label) in labels.enumerated() { targets[row * classCount + label] = 1 }
    for label in labels {
      for row in 0..<rows { targets[row * classCount + label] -= 1 / Double(rows) }
    }
    self.targets = targets
    var products = [Float](repeating: 0, count: rows * rows)
    product(
      self.features, self.features, &products, (rows, width, rows), transposing: .right)
    var kernel = products.map(Double.init)
    var trace = 0.0
    for row in 0..<rows { trace += kernel[row * rows + row] }
    // Features that are all the same have none.
    ridge = penalty * trace / Double(rows) + 1e-12
    for row in 0..<rows { kernel[row * rows + row] += ridge }
    inverse = choleskyInverse(kernel, order: rows)
    dual = doubleProduct(inverse, targets, (rows, rows, classCount))
  }

  /// What the dual is divided by for the residual of a row: positive, since no row is the mean of all.
  private func leverage(_ row: Int) -> Double {
    inverse[row * rows + row] - 1 / (Double(rows) * ridge)
  }

  /// eᵢ, (rows, classes).
  private var residuals: [Double] {
    dual.indices.map { dual[$0] / leverage($0 / classCount) }
  }

  var error: Double { residuals.reduce(0) { $0 + $1 * $1 } / Double(rows) }

  /// The gradient for the features, of dz.
  func gradient(_ dz: Double) -> [Float] {
    let residuals = self.residuals
    var ofDual = [Double](repeating: 0, count: dual.count)
    var ofDiagonal = [Double](repeating: 0, count: rows)
    for index in dual.indices {
      let row = index / classCount
      let diagonal = leverage(row)
      let change = 2 * dz * residuals[index] / Double(rows)
      ofDual[index] = change / diagonal
      ofDiagonal[row] -= change * dual[index] / (diagonal * diagonal)
    }
    var ofInverse = [Double](repeating: 0, count: rows * rows)
    for row in 0..<rows {
      for column in 0..<rows {
        var sum = row == column ? ofDiagonal[row] : 0
        for label in 0..<classCount {
          sum += ofDual[row * classCount + label] * targets[column * classCount + label]
        }
        ofInverse[row * rows + column] = sum
      }
    }
    let size = (rows, rows, rows)
    let ofKernel = doubleProduct(doubleProduct(inverse, ofInverse, size), inverse, size).map { -$0 }
    let ofRidge =
      (0..<rows).reduce(0) { $0 + ofKernel[$1 * rows + $1] }
      + ofDiagonal.reduce(0, +) / (Double(rows) * ridge * ridge)
    var symmetric = [Float](repeating: 0, count: rows * rows)
    for row in 0..<rows {
      for column in 0..<rows {
        var sum = ofKernel[row * rows + column] + ofKernel[column * rows + row]
        if row == column { sum += 2 * penalty * ofRidge / Double(rows) }
        symmetric[row * rows + column] = Float(sum)
      }
    }
    var change = [Float](repeating: 0, count: rows * width)
    product(symmetric, features, &change, (rows, rows, width), transposing: .none)
    return centered(change, rows: rows)
  }
}

/// Numbers (rows, …) less the mean of each column.
private func centered(_ numbers: [Float], rows: Int) -> [Float] {
  let width = numbers.count / rows
  var means = [Double](repeating: 0, count: width)
  for index in numbers.indices { means[index % width] += Double(numbers[index]) / Double(rows) }
  return numbers.indices.map { Float(Double(numbers[$0]) - means[$0 % width]) }
}

/// C ← A·op(B), where C is (rows, columns).
private func product(
  _ a: [Float], _ b: [Float], _ c: inout [Float], _ size: (rows: Int, inner: Int, columns: Int),
  transposing: Transposition
) {
  var result = c.mutableSpan
  MatrixProduct(
    rows: size.rows, inner: size.inner, columns: size.columns, transposing: transposing
  ).multiply(a.span, b.span, into: &result)
}

/// A·B in double precision.
private func doubleProduct(
  _ a: [Double], _ b: [Double], _ size: (rows: Int, inner: Int, columns: Int)
) -> [Double] {
  var c = [Double](repeating: 0, count: size.rows * size.columns)
  for row in 0..<size.rows {
    for k in 0..<size.inner {
      let factor = a[row * size.inner + k]
      for column in 0..<size.columns {
        c[row * size.columns + column] += factor * b[k * size.columns + column]
      }
    }
  }
  return c
}

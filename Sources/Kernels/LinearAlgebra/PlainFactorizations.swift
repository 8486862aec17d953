/// The eigenvectors of a symmetric matrix as ``symmetricEigenvectors(of:order:_:)`` answers them, where no
/// LAPACK is installed: by cyclic Jacobi rotations in double precision.
///
/// - Parameters:
///   - matrix: the matrix (order, order), of which the lower triangle is read.
///   - order: the number of its rows.
///   - range: which eigenvalues, counted from the smallest, 0.
/// - Returns: (range.count, order); of a matrix with numbers that are not finite, any numbers.
/// - Complexity: O(order³) for each of some eight sweeps, and never more than thirty.
///
/// Source: Golub, Van Loan, "Matrix Computations", 4th edition, section 8.5.
package func plainEigenvectors(
  of matrix: Span<Float>, order: Int, _ range: Range<Int>
) -> [Float] {
  var a = [Double](repeating: 0, count: order * order)
  // Row by row one eigenvector each.
  var vectors = a
  for row in 0..<order {
    vectors[row * order + row] = 1
    for column in 0...row {
      a[row * order + column] = Double(matrix[row * order + column])
      a[column * order + row] = a[row * order + column]
    }
  }
  /// Turns two rows into c·x − s·y and s·x + c·y.
  func turn(_ numbers: inout [Double], _ x: Int, _ y: Int, by step: Int, _ c: Double, _ s: Double) {
    for index in 0..<order {
      let (left, right) = (numbers[x + index * step], numbers[y + index * step])
      numbers[x + index * step] = c * left - s * right
      numbers[y + index * step] = s * left + c * right
    }
  }
  for _ in 0..<30 {
    var (inside, outside) = (0.0, 0.0)
    for row in 0..<order {
      inside += a[row * order + row] * a[row * order + row]
      for column in 0..<row { outside += a[row * order + column] * a[row * order + column] }
    }
    guard outside > 1e-26 * inside else { break }
    for p in 0..<order {
      for q in p + 1..<max(p + 1, order) where a[p * order + q] != 0 {
        let theta = (a[q * order + q] - a[p * order + p]) / (2 * a[p * order + q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        turn(&a, p, q, by: order, c, t * c)
        turn(&a, p * order, q * order, by: 1, c, t * c)
        turn(&vectors, p * order, q * order, by: 1, c, t * c)
      }
    }
  }
  let ascending = (0..<order).sorted { a[$0 * order + $0] < a[$1 * order + $1] }
  return ascending[range].flatMap { vectors[$0 * order..<($0 + 1) * order].map { Float($0) } }
}

/// Replaces rows by orthonormal ones as ``orthonormalizeRows(_:rows:columns:)`` does, where no LAPACK is
/// installed: each row less its parts along those before, twice, in double precision.
///
/// A row that depends on those before becomes one of the axes, less its parts along them.
///
/// Source: Golub, Van Loan, "Matrix Computations", 4th edition, section 5.2.
package func plainOrthonormalizeRows(
  _ matrix: inout MutableSpan<Float>, rows: Int, columns: Int
) {
  var done: [[Double]] = []
  for row in 0..<rows {
    let given = (0..<columns).map { Double(matrix[row * columns + $0]) }
    var next = remainder(of: given, over: done)
    for axis in 0..<columns where next == nil {
      next = remainder(of: (0..<columns).map { $0 == axis ? 1 : 0 }, over: done)
    }
    // Fewer rows than columns leave room for one more; numbers that are not finite stay so.
    done.append(next ?? given)
    for column in 0..<columns { matrix[row * columns + column] = Float(done[row][column]) }
  }
}

/// A vector of length 1 along what is left of another without its parts along orthonormal ones; `nil` where
/// hardly anything is.
private func remainder(of vector: [Double], over done: [[Double]]) -> [Double]? {
  func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  var rest = vector
  for _ in 0..<2 {
    for other in done {
      let part = zip(rest, other).reduce(0) { $0 + $1.0 * $1.1 }
      for index in rest.indices { rest[index] -= part * other[index] }
    }
  }
  let left = length(rest)
  guard left > 1e-6 * length(vector) else { return nil }
  return rest.map { $0 / left }
}

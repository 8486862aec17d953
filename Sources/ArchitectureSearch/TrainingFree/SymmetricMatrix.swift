import Kernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A small symmetric matrix (order, order), row by row.
struct SymmetricMatrix {
  let order: Int
  var scalars: [Double]

  /// The eigenvalues in ascending order, in single precision; `nil` where a scalar is beyond it.
  ///
  /// The vectors come from LAPACK; a value is vᵀ·A·v.
  var eigenvalues: [Double]? {
    guard order > 0 else { return [] }
    var copy = scalars.map(Float.init)
    guard copy.allSatisfy(\.isFinite) else { return nil }
    var span = copy.mutableSpan
    let vectors = symmetricEigenvectors(of: &span, order: order, 0..<order)
    return (0..<order).map { index in
      let vector = vectors[index * order..<(index + 1) * order].map(Double.init)
      var value = 0.0
      for row in 0..<order {
        var sum = 0.0
        for column in 0..<order { sum += scalars[row * order + column] * vector[column] }
        value += vector[row] * sum
      }
      return value
    }
  }

  /// ln |det A|, by elimination with pivots; −∞ for a singular matrix.
  var logDeterminant: Double {
    var a = scalars
    var sum = 0.0
    for column in 0..<order {
      let pivot = (column..<order).max { abs(a[$0 * order + column]) < abs(a[$1 * order + column]) }
      guard let pivot, a[pivot * order + column] != 0 else { return -.infinity }
      if pivot != column {
        for index in 0..<order { a.swapAt(pivot * order + index, column * order + index) }
      }
      let head = a[column * order + column]
      sum += log(abs(head))
      for row in column + 1..<max(order, column + 1) {
        let factor = a[row * order + column] / head
        guard factor != 0 else { continue }
        for index in column..<order { a[row * order + index] -= factor * a[column * order + index] }
      }
    }
    return sum
  }
}

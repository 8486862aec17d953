import CKernels

/// The number of rows of a matrix of `count` scalars.
///
/// - Precondition: these are whole rows.
func rowCount(_ count: Int, columns: Int) -> Int {
  guard columns > 0 else { return 0 }
  precondition(count % columns == 0, "\(count) scalars as rows of \(columns)")
  return count / columns
}

/// The sums of the columns of x (rows, columns), in double precision.
package func columnSums(_ x: Span<Float>, columns: Int) -> [Double] {
  let rows = rowCount(x.count, columns: columns)
  return mapRows(rows, of: columns) { rows in
    var sums = [Double](repeating: 0, count: columns)
    // SAFETY: the function reads as many rows of x as there are and writes `columns` sums.
    unsafe x.extracting(scalars(of: rows, columns: columns)).withUnsafeBufferPointer { x in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe ghn_column_sums(x.baseAddress, sums.baseAddress, rows.count, columns)
      }
    }
    return sums
  }.sum
}

extension [[Double]] {
  /// The sum of rows of one length, in their order.
  fileprivate var sum: [Double] {
    var sum = self[0]
    for row in dropFirst() {
      for column in sum.indices { sum[column] += row[column] }
    }
    return sum
  }
}

/// y ← the sum of the rows of x (rows, columns), or y + that, for y of length columns.
///
/// - Precondition: x holds a whole number of such rows.
package func sumColumns(
  of x: Span<Float>, into y: inout MutableSpan<Float>, scaledBy factor: Double = 1,
  update: Update = .replacing
) {
  let sums = columnSums(x, columns: y.count)
  for column in sums.indices {
    let sum = Float(sums[column] * factor)
    y[column] = update == .adding ? y[column] + sum : sum
  }
}

/// The mean and the biased variance of each column of a matrix.
package struct ColumnMoments {
  package var mean, variance: [Float]

  /// The moments of x (rows, columns); zeros if there are no rows.
  ///
  /// One pass over x: deviations are taken from the mean of its first rows, which keeps the
  /// difference of the two sums of squares accurate however far from zero the numbers lie.
  package init(of x: Span<Float>, columns: Int) {
    let rows = rowCount(x.count, columns: columns)
    mean = [Float](repeating: 0, count: columns)
    variance = mean
    guard rows > 0 else { return }
    let sampleRows = min(rows, 64)
    let pivot = columnSums(x.extracting(..<(sampleRows * columns)), columns: columns).map {
      Float($0 / Double(sampleRows))
    }
    let parts = mapRows(rows, of: columns) { rows in
      var sums = [Double](repeating: 0, count: columns)
      var squares = sums
      // SAFETY: the function reads as many rows of x as there are and `columns` of the pivot, and
      // writes `columns` of both sums.
      unsafe x.extracting(scalars(of: rows, columns: columns)).withUnsafeBufferPointer { x in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe squares.withUnsafeMutableBufferPointer { squares in
            unsafe ghn_column_moments(
              x.baseAddress, pivot, sums.baseAddress, squares.baseAddress, rows.count, columns)
          }
        }
      }
      return (sums, squares)
    }
    let (sums, squares) = (parts.map(\.0).sum, parts.map(\.1).sum)
    for column in 0..<columns {
      let offset = sums[column] / Double(rows)
      mean[column] = Float(Double(pivot[column]) + offset)
      variance[column] = Float(max(0, squares[column] / Double(rows) - offset * offset))
    }
  }
}

/// The sums of the columns of y, and of (x − pivot)·y, for x and y (rows, columns).
///
/// - Precondition: x and y hold as many scalars; the pivot has an element for each column.
package func columnProducts(
  _ x: Span<Float>, pivot: [Float], _ y: Span<Float>
) -> (sums: [Double], products: [Double]) {
  let columns = pivot.count
  let rows = rowCount(x.count, columns: columns)
  precondition(x.count == y.count, "\(x.count) and \(y.count) scalars")
  let parts = mapRows(rows, of: columns) { rows in
    var sums = [Double](repeating: 0, count: columns)
    var products = sums
    // SAFETY: the function reads as many rows of x and y as there are and `columns` of the pivot,
    // and writes `columns` of both sums.
    unsafe x.extracting(scalars(of: rows, columns: columns)).withUnsafeBufferPointer { x in
      unsafe y.extracting(scalars(of: rows, columns: columns)).withUnsafeBufferPointer { y in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe products.withUnsafeMutableBufferPointer { products in
            unsafe ghn_column_products(
              x.baseAddress, pivot, y.baseAddress, sums.baseAddress, products.baseAddress,
              rows.count, columns)
          }
        }
      }
    }
    return (sums, products)
  }
  return (parts.map(\.0).sum, parts.map(\.1).sum)
}

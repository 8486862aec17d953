import CKernels

/// A line a·x + b for each column of a matrix.
package struct ColumnLines: Sendable {
  private let slopes, offsets: [Float]?
  private let columns: Int

  /// Makes the lines of these slopes and offsets.
  ///
  /// - Precondition: there are as many of both.
  package init(slopes: [Float], offsets: [Float]) {
    precondition(slopes.count == offsets.count, "\(slopes.count) slopes, \(offsets.count) offsets")
    self.slopes = slopes
    self.offsets = offsets
    columns = slopes.count
  }

  /// Makes lines through the origin.
  package init(slopes: [Float]) {
    self.slopes = slopes
    offsets = nil
    columns = slopes.count
  }

  /// Makes lines of slope 1.
  package init(offsets: [Float]) {
    slopes = nil
    self.offsets = offsets
    columns = offsets.count
  }

  /// y ← a·x + b, or y + that, for x and y (rows, columns).
  ///
  /// - Precondition: both hold as many scalars, a whole number of rows.
  package func apply(
    to x: Span<Float>, into y: inout MutableSpan<Float>, update: Update = .replacing
  ) {
    precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
    spread(&y, inRowsOf: columns) { y, part in
      let rows = rowCount(y.count, columns: columns)
      // SAFETY: the function touches rows × columns scalars of x and y, the count of both, and reads
      // `columns` slopes and offsets where there are any.
      unsafe withAddresses(x.extracting(part), &y) { x, y in
        unsafe ghn_column_affine(x, slopes, offsets, y, rows, columns, update == .adding ? 1 : 0)
      }
    }
  }

  /// x ← a·x + b, for x (rows, columns).
  ///
  /// - Precondition: x holds a whole number of rows.
  package func apply(to x: inout MutableSpan<Float>) {
    spread(&x, inRowsOf: columns) { x, _ in
      let rows = rowCount(x.count, columns: columns)
      // SAFETY: as above; the function may write where it reads.
      unsafe x.withUnsafeMutableBufferPointer { x in
        unsafe ghn_column_affine(x.baseAddress, slopes, offsets, x.baseAddress, rows, columns, 0)
      }
    }
  }
}

/// A combination a·(x − pivot) + b·y + c for each column of two matrices.
package struct ColumnCombinations: Sendable {
  /// The rows pivot, a, b and c.
  private let coefficients: [Float]
  private let columns: Int

  /// Makes combinations of these coefficients.
  ///
  /// - Precondition: there are as many of each.
  package init(pivots: [Float], a: [Float], b: [Float], c: [Float]) {
    precondition(a.count == pivots.count && b.count == a.count && c.count == a.count)
    coefficients = pivots + a + b + c
    columns = a.count
  }

  /// z ← z + a·(x − pivot) + b·y + c, for x, y and z (rows, columns).
  ///
  /// - Precondition: all hold as many scalars, a whole number of rows.
  package func add(_ x: Span<Float>, _ y: Span<Float>, to z: inout MutableSpan<Float>) {
    precondition(x.count == y.count && x.count == z.count)
    spread(&z, inRowsOf: columns) { z, part in
      let rows = rowCount(z.count, columns: columns)
      // SAFETY: the function touches rows × columns scalars of x, y and z, the count of each, and
      // reads `columns` coefficients of each of four kinds.
      unsafe withAddresses(x.extracting(part), y.extracting(part), &z) { x, y, z in
        unsafe ghn_column_combination(x, y, coefficients, z, rows, columns, 1)
      }
    }
  }

  /// y ← a·(x − pivot) + b·y + c, for x and y (rows, columns).
  ///
  /// - Precondition: both hold as many scalars, a whole number of rows.
  package func apply(_ x: Span<Float>, to y: inout MutableSpan<Float>) {
    precondition(x.count == y.count)
    spread(&y, inRowsOf: columns) { y, part in
      let rows = rowCount(y.count, columns: columns)
      // SAFETY: as above; the function may write where it reads.
      unsafe withAddresses(x.extracting(part), &y) { x, y in
        unsafe ghn_column_combination(x, y, coefficients, y, rows, columns, 0)
      }
    }
  }
}

/// Writes `row` into each row of the matrix y (rows, row.count), or adds it.
///
/// - Precondition: y holds a whole number of such rows.
package func repeatRow(
  _ row: Span<Float>, into y: inout MutableSpan<Float>, update: Update = .replacing
) {
  let columns = row.count
  precondition(columns > 0 || y.isEmpty)
  guard columns > 0 else { return }
  spread(&y, inRowsOf: columns) { y, _ in
    let rows = rowCount(y.count, columns: columns)
    // SAFETY: the function touches rows × columns scalars of y, and reads `columns` of the row.
    unsafe withAddresses(row, &y) { row, y in
      unsafe ghn_repeat_row(row, y, rows, columns, update == .adding ? 1 : 0)
    }
  }
}

import CKernels
import COpenBLAS

/// Which operand of a matrix product is stored transposed.
package enum Transposition {
  case none, left, right
}

/// What a kernel does with what its result buffer holds already.
package enum Update {
  case replacing, adding
}

/// How far apart the rows of the three matrices of a product lie, in scalars.
package struct RowStrides {
  package var left, right, result: Int

  package init(left: Int, right: Int, result: Int) {
    self.left = left
    self.right = right
    self.result = result
  }
}

/// C ← A·B, or C ← C + A·B, for row-major matrices: op(A) is (rows, inner), op(B) is
/// (inner, columns), C is (rows, columns).
///
/// The product runs on the thread that calls it: parallelism is over independent pieces of work,
/// and several threads may multiply at once.
///
/// A transposed operand is stored as (inner, rows) for A, as (columns, inner) for B. The strides are
/// the distances between rows as stored; by default rows touch each other.
///
/// - Precondition: each span covers the matrix that its shape and stride describe.
package func multiply(
  _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>,
  rows: Int, inner: Int, columns: Int,
  transposing: Transposition = .none, update: Update = .replacing, strides: RowStrides? = nil
) {
  let aRows = transposing == .left ? inner : rows
  let aColumns = transposing == .left ? rows : inner
  let bRows = transposing == .right ? columns : inner
  let bColumns = transposing == .right ? inner : columns
  let lda = strides?.left ?? aColumns
  let ldb = strides?.right ?? bColumns
  let ldc = strides?.result ?? columns
  precondition(
    covers(a.count, rows: aRows, columns: aColumns, stride: lda)
      && covers(b.count, rows: bRows, columns: bColumns, stride: ldb)
      && covers(c.count, rows: rows, columns: columns, stride: ldc),
    "\(a.count) and \(b.count) into \(c.count) scalars for a \(rows)×\(inner)×\(columns) product")
  guard rows > 0, columns > 0 else { return }
  guard inner > 0 else {
    // A sum of no products: libraries differ in what they make of it.
    guard update == .replacing else { return }
    for row in 0..<rows {
      for column in 0..<columns { c[row * ldc + column] = 0 }
    }
    return
  }
  let library = LinearAlgebraLibrary.current
  // SAFETY: the products touch only the rows and columns of the three matrices, which the
  // precondition ties to the three spans; no pointer outlives its closure.
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        guard let library else {
          unsafe ghn_multiply_matrices(
            a.baseAddress, lda, transposing == .left ? 1 : 0, b.baseAddress, ldb,
            transposing == .right ? 1 : 0, c.baseAddress, ldc, rows, inner, columns,
            update == .adding ? 1 : 0)
          return
        }
        let beta: Float = update == .adding ? 1 : 0
        if rows == 1 && transposing != .left {
          unsafe ghn_blas_sgemv(
            library.table, transposing == .right ? 0 : 1, CInt(bRows), CInt(bColumns),
            b.baseAddress, CInt(max(1, ldb)), a.baseAddress, beta, c.baseAddress)
        } else {
          unsafe ghn_blas_sgemm(
            library.table, transposing == .left ? 1 : 0, transposing == .right ? 1 : 0,
            CInt(rows), CInt(columns), CInt(inner), a.baseAddress, CInt(max(1, lda)),
            b.baseAddress, CInt(max(1, ldb)), beta, c.baseAddress, CInt(max(1, ldc)))
        }
      }
    }
  }
}

/// Whether `count` scalars hold a matrix whose rows lie `stride` apart.
private func covers(_ count: Int, rows: Int, columns: Int, stride: Int) -> Bool {
  rows == 0 || columns == 0 || (stride >= columns && count >= (rows - 1) * stride + columns)
}

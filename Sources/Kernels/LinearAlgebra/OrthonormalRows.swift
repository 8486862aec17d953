import COpenBLAS

/// Replaces the rows of a matrix (rows, columns) by orthonormal ones, Q of Aᵀ = Q·R with a positive
/// diagonal of R.
///
/// - Precondition: `matrix` holds rows × columns scalars, and there are no more rows than columns.
///
/// Source: LAPACK, `sgeqrf` and `sorgqr`.
package func orthonormalizeRows(_ matrix: inout MutableSpan<Float>, rows: Int, columns: Int) {
  precondition(
    matrix.count == rows * columns && rows <= columns,
    "\(matrix.count) scalars for \(rows) rows of \(columns)")
  guard rows > 0 else { return }
  guard let library = LinearAlgebraLibrary.factorizing else {
    return plainOrthonormalizeRows(&matrix, rows: rows, columns: columns)
  }
  // Row by row, a matrix is its transpose column by column.
  let (m, n) = (CInt(columns), CInt(rows))
  var reflections = [Float](repeating: 0, count: rows)
  var work = [Float](repeating: 0, count: 64 * rows)
  let workCount = CInt(work.count)
  var signs = [Float](repeating: 1, count: rows)
  // SAFETY: LAPACK is told the extents of all arrays, and no pointer outlives its closure.
  unsafe matrix.withUnsafeMutableBufferPointer { matrix in
    var status = unsafe ghn_blas_sgeqrf(
      library.table, m, n, matrix.baseAddress, &reflections, &work, workCount)
    precondition(status == 0, "sgeqrf: \(status)")
    for row in 0..<rows { signs[row] = unsafe matrix[row * columns + row] < 0 ? -1 : 1 }
    status = unsafe ghn_blas_sorgqr(
      library.table, m, n, matrix.baseAddress, reflections, &work, workCount)
    precondition(status == 0, "sorgqr: \(status)")
  }
  for row in 0..<rows where signs[row] < 0 {
    for index in row * columns..<(row + 1) * columns { matrix[index] = -matrix[index] }
  }
}

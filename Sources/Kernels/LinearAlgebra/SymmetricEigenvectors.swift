import COpenBLAS

/// The eigenvectors of a symmetric matrix (order, order) for some of its eigenvalues, in ascending
/// order of these, one row for each: of length 1, and of either sign.
///
/// Where an eigenvalue occurs several times, its vectors are some orthonormal basis of their space.
///
/// - Parameters:
///   - matrix: the matrix, of which the lower triangle is read; it is overwritten.
///   - order: the number of its rows.
///   - range: which eigenvalues, counted from the smallest, 0.
/// - Returns: (range.count, order).
/// - Precondition: the matrix holds order² scalars, and has the eigenvalues of the range.
/// - Complexity: O(order³).
///
/// Source: LAPACK, `ssyevr`.
package func symmetricEigenvectors(
  of matrix: inout MutableSpan<Float>, order: Int, _ range: Range<Int>
) -> [Float] {
  precondition(
    matrix.count == order * order && range.lowerBound >= 0 && range.upperBound <= order,
    "eigenvectors \(range) of \(matrix.count) scalars of order \(order)")
  guard !range.isEmpty else { return [] }
  guard let library = LinearAlgebraLibrary.factorizing else {
    return plainEigenvectors(of: matrix.span, order: order, range)
  }
  var count: CInt = 0
  var values = [Float](repeating: 0, count: order)
  var vectors = [Float](repeating: 0, count: range.count * order)
  var supports = [CInt](repeating: 0, count: 2 * range.count)
  // The least sizes that LAPACK asks for, with room for blocks of 64 columns.
  var work = [Float](repeating: 0, count: 70 * order)
  var integers = [CInt](repeating: 0, count: 10 * order)
  let (workCount, integerCount) = (CInt(work.count), CInt(integers.count))
  // SAFETY: LAPACK is told the extents of all arrays, and no pointer outlives its closure. Row by
  // row, the lower triangle is what the upper one is column by column.
  let status = unsafe matrix.withUnsafeMutableBufferPointer { matrix in
    unsafe ghn_blas_ssyevr(
      library.table, CInt(order), matrix.baseAddress, CInt(range.lowerBound + 1),
      CInt(range.upperBound), &count, &values, &vectors, &supports, &work, workCount, &integers,
      integerCount)
  }
  precondition(status == 0 && Int(count) == range.count, "ssyevr: \(status), \(count) vectors")
  return vectors
}

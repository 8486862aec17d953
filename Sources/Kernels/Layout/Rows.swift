import CKernels

/// Copies the rows `indices` of x (any, columns) one after another into y (indices.count, columns).
///
/// - Precondition: every index is that of a row of x.
package func gatherRows(
  _ indices: Span<Int>, of x: Span<Float>, columns: Int, into y: inout MutableSpan<Float>
) {
  precondition(y.count == indices.count * columns)
  guard columns > 0 else { return }
  let rows = x.count / columns
  // SAFETY: each index is checked to lie in 0 ..< rows before its row is read; y has a row for
  // each index.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let source = x.baseAddress, var target = y.baseAddress else {
        precondition(indices.isEmpty, "rows of an empty matrix")
        return
      }
      for k in indices.indices {
        let row = indices[k]
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        unsafe target.update(from: source + row * columns, count: columns)
        unsafe target += columns
      }
    }
  }
}

/// Adds the rows of y (indices.count, columns) to the rows `indices` of x (any, columns).
///
/// - Precondition: every index is that of a row of x.
package func addRows(
  _ y: Span<Float>, toRows indices: Span<Int>, of x: inout MutableSpan<Float>, columns: Int
) {
  precondition(y.count == indices.count * columns)
  guard columns > 0 else { return }
  let rows = x.count / columns
  // SAFETY: each index is checked to lie in 0 ..< rows before its row is changed; y has a row for
  // each index.
  unsafe y.withUnsafeBufferPointer { y in
    unsafe x.withUnsafeMutableBufferPointer { x in
      guard let target = x.baseAddress, var source = y.baseAddress else {
        precondition(indices.isEmpty, "rows of an empty matrix")
        return
      }
      for k in indices.indices {
        let row = indices[k]
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        unsafe ghn_add_scaled(1, source, target + row * columns, columns)
        unsafe source += columns
      }
    }
  }
}

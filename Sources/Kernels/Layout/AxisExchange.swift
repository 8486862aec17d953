/// y[k, j, i, l] ← x[k, i, j, l] for x of extents (count, rows, columns, inner).
///
/// - Precondition: both hold as many scalars as these extents say.
package func exchangeAxes(
  _ x: Span<Float>, count: Int, rows: Int, columns: Int, inner: Int,
  into y: inout MutableSpan<Float>
) {
  let size = rows * columns * inner
  precondition(x.count == count * size && y.count == x.count)
  guard size > 0 else { return }
  // As many columns at a time as share the cache lines that one pass over the rows touches.
  let width = 16
  // SAFETY: every index is below count × rows × columns × inner, which both buffers hold.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      guard let source = x.baseAddress, let target = y.baseAddress else { return }
      for start in stride(from: 0, to: count * size, by: size) {
        for first in stride(from: 0, to: columns, by: width) {
          for column in first..<min(first + width, columns) {
            let from = unsafe source + start + column * inner
            let to = unsafe target + start + column * rows * inner
            if inner == 1 {
              for row in 0..<rows { unsafe to[row] = from[row * columns] }
            } else {
              for row in 0..<rows {
                unsafe (to + row * inner).update(from: from + row * columns * inner, count: inner)
              }
            }
          }
        }
      }
    }
  }
}

import CKernels
import Concurrency

/// Where the rows of a block lie in a buffer.
package struct BlockPlace {
  /// The index of the first scalar of the first row.
  package var offset: Int
  /// The distance between the first scalars of two rows.
  package var stride: Int

  package init(offset: Int, stride: Int) {
    self.offset = offset
    self.stride = stride
  }
}

/// Copies, or adds, a block of `rows` rows of `columns` scalars from its place in x to its place
/// in y.
///
/// - Precondition: the block lies inside both.
package func transferBlock(
  _ x: Span<Float>, at source: BlockPlace, into y: inout MutableSpan<Float>,
  at target: BlockPlace, rows: Int, columns: Int, update: Update = .replacing
) {
  guard rows > 0, columns > 0 else { return }
  for (place, count) in [(source, x.count), (target, y.count)] {
    precondition(
      place.offset >= 0 && place.stride >= 0
        && place.offset + (rows - 1) * place.stride + columns <= count,
      "\(rows) rows of \(columns) at \(place) of \(count) scalars")
  }
  let size = target.stride < columns ? rows : max(1, partCount / columns)
  // SAFETY: the precondition keeps first and last row, and so all rows, inside both buffers. Rows
  // that are copied at the same time are different ones, and the call ends with the last.
  unsafe withSharedScalars(&y) { y in
    spread(count: rows, inPartsOf: size) { part in
      unsafe y.withMutableScalars(from: 0) { y in
        unsafe withAddresses(x, &y) { x, y in
          guard let x = unsafe x, let y = unsafe y else { return }
          unsafe ghn_copy_block(
            x + source.offset + part.lowerBound * source.stride, source.stride,
            y + target.offset + part.lowerBound * target.stride, target.stride, part.count, columns,
            update == .adding ? 1 : 0)
        }
      }
    }
  }
}

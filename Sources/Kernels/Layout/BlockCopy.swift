import CKernels
import Concurrency

/// Where the rows of a block lie in a buffer.
package struct BlockLayout {
  /// The index of the first scalar of the first row.
  package var offset: Int
  /// The distance between the first scalars of two rows.
  package var stride: Int

  package init(offset: Int, stride: Int) {
    self.offset = offset
    self.stride = stride
  }
}

/// Copies, or adds, a block of `rows` rows of `columns` scalars from where it lies in x to where
/// it lies in y.
///
/// - Precondition: the block lies inside both.
package func transferBlock(
  _ x: Span<Float>, at source: BlockLayout, into y: inout MutableSpan<Float>,
  at target: BlockLayout, rows: Int, columns: Int, update: Update = .replacing
) {
  guard rows > 0, columns > 0 else { return }
  for (layout, count) in [(source, x.count), (target, y.count)] {
    precondition(
      layout.offset >= 0 && layout.stride >= 0
        && layout.offset + (rows - 1) * layout.stride + columns <= count,
      "\(rows) rows of \(columns) at \(layout) of \(count) scalars")
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

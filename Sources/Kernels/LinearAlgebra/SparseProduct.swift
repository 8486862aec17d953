import CKernels
package import Tensors

extension SparseMatrix {
  /// y ← S·x for the rows `rows` of this matrix S: x is (columns, width), y (rows.count, width).
  ///
  /// - Complexity: O(elements of these rows · width).
  package func multiply(
    rows: Range<Int>, by x: Span<Float>, width: Int, into y: inout MutableSpan<Float>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    precondition(x.count == columns * width && y.count == rows.count * width)
    let starts = starts.span
    // SAFETY: `init` made starts ascend from 0 to the count of the elements and kept every column
    // below `columns`, so that the function reads inside x; y has a row for each of `rows`.
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe columnIndices.span.withUnsafeBufferPointer { columns in
        unsafe values.span.withUnsafeBufferPointer { values in
          unsafe x.withUnsafeBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
              guard let first = starts.baseAddress else { return }
              unsafe ghn_sparse_product(
                first + rows.lowerBound, columns.baseAddress, values.baseAddress, x.baseAddress,
                y.baseAddress, rows.count, width)
            }
          }
        }
      }
    }
  }

  /// dx ← dx + Sᵀ·dy, the gradient of ``multiply(rows:by:width:into:)`` with respect to x.
  package func addGradient(
    rows: Range<Int>, _ dy: Span<Float>, width: Int, to dx: inout MutableSpan<Float>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    precondition(dx.count == columns * width && dy.count == rows.count * width)
    let starts = starts.span
    // SAFETY: as in `multiply(rows:by:width:into:)`, with dy and dx for y and x.
    unsafe starts.withUnsafeBufferPointer { starts in
      unsafe columnIndices.span.withUnsafeBufferPointer { columns in
        unsafe values.span.withUnsafeBufferPointer { values in
          unsafe dy.withUnsafeBufferPointer { dy in
            unsafe dx.withUnsafeMutableBufferPointer { dx in
              guard let first = starts.baseAddress else { return }
              unsafe ghn_sparse_product_gradient(
                first + rows.lowerBound, columns.baseAddress, values.baseAddress, dy.baseAddress,
                dx.baseAddress, rows.count, width)
            }
          }
        }
      }
    }
  }
}

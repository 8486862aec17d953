import CKernels

/// y ← (x − mean) / √(variance + epsilon) · scale + shift, for each row of x (rows, columns).
///
/// - Precondition: x and y hold as many scalars, a whole number of rows; scale and shift hold one
///   row each.
package func normalizeRows(
  _ x: Span<Float>, scale: Span<Float>, shift: Span<Float>, epsilon: Float,
  into y: inout MutableSpan<Float>
) {
  let columns = scale.count
  precondition(shift.count == columns && x.count == y.count)
  guard columns > 0 else { return }
  precondition(x.count % columns == 0, "\(x.count) scalars as rows of \(columns)")
  spread(&y, inRowsOf: columns) { y, part in
    let rows = y.count / columns
    // SAFETY: the function touches rows × columns scalars of x and y, which is the count of both,
    // and `columns` of scale and shift.
    unsafe withAddresses(x.extracting(part), scale, shift, &y) { x, scale, shift, y in
      unsafe ghn_layer_norm(x, scale, shift, epsilon, y, rows, columns)
    }
  }
}

/// Adds to dx and dscale the gradients of ``normalizeRows(_:scale:shift:epsilon:into:)``; that with
/// respect to the shift is the column sums of dy.
package func addRowNormalizationGradient(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, dy: Span<Float>,
  toRows dx: inout MutableSpan<Float>, toScale dscale: inout MutableSpan<Float>
) {
  precondition(dy.count == dx.count)
  // SAFETY: `addRowGradients` ties the counts of all operands to the rows and columns.
  unsafe addRowGradients(
    x, scale: scale, epsilon: epsilon, dy: dy, rows: &dx, toScale: &dscale
  ) {
    unsafe ghn_layer_norm_gradient(&$0, $1, $2, 1)
  }
}

/// The same, where nothing is to be added to: dy becomes dx.
package func applyRowNormalizationGradient(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, to dy: inout MutableSpan<Float>,
  addingToScale dscale: inout MutableSpan<Float>
) {
  // SAFETY: as above; the function may write where it reads.
  unsafe addRowGradients(
    x, scale: scale, epsilon: epsilon, dy: nil, rows: &dy, toScale: &dscale
  ) {
    unsafe ghn_layer_norm_gradient(&$0, $1, $2, 0)
  }
}

/// y ← x / √(mean x² + epsilon) · scale, for each row of x (rows, columns).
///
/// - Precondition: x and y hold as many scalars, a whole number of rows; scale holds one row.
package func normalizeRowsByRootMeanSquare(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, into y: inout MutableSpan<Float>
) {
  let columns = scale.count
  precondition(x.count == y.count)
  spread(&y, inRowsOf: columns) { y, part in
    let rows = rowCount(y.count, columns: columns)
    // SAFETY: the function touches rows × columns scalars of x and y, and `columns` of scale.
    unsafe withAddresses(x.extracting(part), scale, &y) { x, scale, y in
      unsafe ghn_rms_norm(x, scale, epsilon, y, rows, columns)
    }
  }
}

/// Adds to dx and dscale the gradients of
/// ``normalizeRowsByRootMeanSquare(_:scale:epsilon:into:)``.
package func addRootMeanSquareGradient(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, dy: Span<Float>,
  toRows dx: inout MutableSpan<Float>, toScale dscale: inout MutableSpan<Float>
) {
  precondition(dy.count == dx.count)
  // SAFETY: `addRowGradients` ties the counts of all operands to the rows and columns.
  unsafe addRowGradients(
    x, scale: scale, epsilon: epsilon, dy: dy, rows: &dx, toScale: &dscale
  ) {
    unsafe ghn_rms_norm_gradient(&$0, $1, $2)
  }
}

/// Lets a function in C change parts of whole rows of dx, and add to a sum for each part, which are
/// added to dscale in the order of the parts.
///
/// Without dy, the gradient of the result stands in dx.
@unsafe
private func addRowGradients(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, dy: Span<Float>?,
  rows dx: inout MutableSpan<Float>, toScale dscale: inout MutableSpan<Float>,
  _ gradient:
    @Sendable (
      inout ghn_norm_operands, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?
    ) -> Void
) {
  let columns = scale.count
  precondition(x.count == dx.count && dscale.count == columns)
  addRowGradients(rows: &dx, columns: columns, toScale: &dscale) { dx, dscale, part in
    let rows = rowCount(dx.count, columns: columns)
    // SAFETY: x, dy and dx hold rows × columns scalars each, scale and dscale hold `columns`.
    unsafe dscale.withUnsafeMutableBufferPointer { dscale in
      let total = dscale.baseAddress
      if let dy {
        unsafe withAddresses(x.extracting(part), scale, dy.extracting(part), &dx) {
          var operands = unsafe ghn_norm_operands(
            x: $0, scale: $1, dy: $2, epsilon: epsilon, rows: rows, columns: columns)
          unsafe gradient(&operands, $3, total)
        }
      } else {
        unsafe withAddresses(x.extracting(part), scale, &dx) {
          var operands = unsafe ghn_norm_operands(
            x: $0, scale: $1, dy: $2, epsilon: epsilon, rows: rows, columns: columns)
          unsafe gradient(&operands, $2, total)
        }
      }
    }
  }
}

/// Lets `body` change parts of whole rows of dx, and add to a sum for each part, which are added to
/// dscale in the order of the parts.
private func addRowGradients(
  rows dx: inout MutableSpan<Float>, columns: Int, toScale dscale: inout MutableSpan<Float>,
  _ body:
    @Sendable (
      _ dx: inout MutableSpan<Float>, _ dscale: inout MutableSpan<Float>, _ scalars: Range<Int>
    ) -> Void
) {
  guard dx.count >= 2 * partCount else { return body(&dx, &dscale, 0..<dx.count) }
  let rows = rowCount(dx.count, columns: columns)
  // SAFETY: the parts are disjoint, and the call ends with the last of them.
  unsafe withSharedScalars(&dx) { dx in
    let sums = mapRows(rows, of: columns) { rows in
      let scalars = scalars(of: rows, columns: columns)
      var sum = [Float](repeating: 0, count: columns)
      var span = sum.mutableSpan
      unsafe dx.withMutableScalars(in: scalars) { body(&$0, &span, scalars) }
      return sum
    }
    for sum in sums { add(sum.span, to: &dscale) }
  }
}

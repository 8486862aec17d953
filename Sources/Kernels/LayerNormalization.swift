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
  // SAFETY: the function touches rows × columns scalars of x and y, which is the count of both,
  // and `columns` of scale and shift.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe scale.withUnsafeBufferPointer { scale in
      unsafe shift.withUnsafeBufferPointer { shift in
        unsafe y.withUnsafeMutableBufferPointer { y in
          unsafe ghn_layer_norm(
            x.baseAddress, scale.baseAddress, shift.baseAddress, epsilon, y.baseAddress,
            x.count / columns, columns)
        }
      }
    }
  }
}

/// Adds to dx the gradient of ``normalizeRows(_:scale:shift:epsilon:into:)`` with respect to x.
package func addRowNormalizationGradient(
  _ x: Span<Float>, scale: Span<Float>, epsilon: Float, dy: Span<Float>,
  toRows dx: inout MutableSpan<Float>
) {
  let columns = scale.count
  precondition(x.count == dy.count && x.count == dx.count)
  guard columns > 0 else { return }
  // SAFETY: x, dy and dx hold rows × columns scalars each, scale holds `columns`.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe scale.withUnsafeBufferPointer { scale in
      unsafe dy.withUnsafeBufferPointer { dy in
        unsafe dx.withUnsafeMutableBufferPointer { dx in
          unsafe ghn_layer_norm_gradient(
            x.baseAddress, scale.baseAddress, epsilon, dy.baseAddress, dx.baseAddress, nil,
            x.count / columns, columns)
        }
      }
    }
  }
}

/// Adds to dscale the gradient of ``normalizeRows(_:scale:shift:epsilon:into:)`` with respect to
/// the scale; that with respect to the shift is the column sums of dy.
package func addRowNormalizationGradient(
  _ x: Span<Float>, epsilon: Float, dy: Span<Float>, toScale dscale: inout MutableSpan<Float>
) {
  let columns = dscale.count
  precondition(x.count == dy.count)
  guard columns > 0 else { return }
  precondition(x.count % columns == 0, "\(x.count) scalars as rows of \(columns)")
  // SAFETY: x and dy hold rows × columns scalars each, dscale holds `columns`; the function reads
  // no scale where dx is null.
  unsafe x.withUnsafeBufferPointer { x in
    unsafe dy.withUnsafeBufferPointer { dy in
      unsafe dscale.withUnsafeMutableBufferPointer { dscale in
        unsafe ghn_layer_norm_gradient(
          x.baseAddress, nil, epsilon, dy.baseAddress, nil, dscale.baseAddress,
          x.count / columns, columns)
      }
    }
  }
}

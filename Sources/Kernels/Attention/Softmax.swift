import CKernels
package import Tensors

/// y ← eˣ / Σ eˣ, for each row of x (rows, columns).
///
/// - Precondition: x and y hold as many scalars, a whole number of rows.
package func softmaxRows(
  _ x: Span<Float>, columns: Int, into y: inout MutableSpan<Float>
) {
  precondition(x.count == y.count, "\(x.count) scalars into \(y.count)")
  guard columns > 0 else { return }
  precondition(x.count % columns == 0, "\(x.count) scalars as rows of \(columns)")
  spread(&y, inRowsOf: columns) { y, part in
    let rows = y.count / columns
    // SAFETY: the function touches rows × columns scalars of x and y, which is the count of both.
    unsafe withAddresses(x.extracting(part), &y) { x, y in unsafe ghn_softmax(x, y, rows, columns) }
  }
}

/// dx ← dx + y·(dy − Σ y·dy) for each row: the gradient of ``softmaxRows(_:columns:into:)``, whose
/// values are y.
package func addRowSoftmaxGradient(
  _ y: Span<Float>, dy: Span<Float>, columns: Int, to dx: inout MutableSpan<Float>
) {
  precondition(y.count == dy.count && y.count == dx.count)
  spread(&dx, inRowsOf: columns) { dx, part in
    let rows = rowCount(dx.count, columns: columns)
    // SAFETY: the function touches rows × columns scalars of y, dy and dx, the count of each.
    unsafe withAddresses(y.extracting(part), dy.extracting(part), &dx) { y, dy, dx in
      unsafe ghn_softmax_gradient(y, dy, dx, rows, columns, 1)
    }
  }
}

/// dy ← y·(dy − Σ y·dy) for each row: the same, where nothing is to be added to.
package func applyRowSoftmaxGradient(
  _ y: Span<Float>, columns: Int, to dy: inout MutableSpan<Float>
) {
  precondition(y.count == dy.count)
  spread(&dy, inRowsOf: columns) { dy, part in
    let rows = rowCount(dy.count, columns: columns)
    // SAFETY: the function touches rows × columns scalars of y and dy, the count of each, and may
    // write where it reads.
    unsafe withAddresses(y.extracting(part), &dy) { y, dy in
      unsafe ghn_softmax_gradient(y, dy, dy, rows, columns, 0)
    }
  }
}

extension ClassMatrix {
  /// x ← softmax(scale·x + biases[class]), for the rows `rows` of this matrix and as many of x.
  ///
  /// - Precondition: x holds rows.count × columns scalars at least, and there is a bias for each
  ///   class.
  package func applySoftmax(
    rows: Range<Int>, to x: inout MutableSpan<Float>, scale: Float, biases: Span<Float>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    precondition(x.count >= rows.count * columns && biases.count == classCount)
    // SAFETY: the function touches rows.count × columns scalars of x and as many classes, which
    // the preconditions keep inside both; `init` kept every class below the count of the biases.
    unsafe classes.span.withUnsafeBufferPointer { classes in
      unsafe biases.withUnsafeBufferPointer { biases in
        unsafe x.withUnsafeMutableBufferPointer { x in
          guard let first = classes.baseAddress else { return }
          unsafe ghn_attention_weights(
            x.baseAddress, scale, first + rows.lowerBound * columns, biases.baseAddress,
            rows.count, columns)
        }
      }
    }
  }

  /// The gradient of ``applySoftmax(rows:to:scale:biases:)``, whose values are y: adds to dbiases,
  /// and replaces dy by dx.
  package func applySoftmaxGradient(
    rows: Range<Int>, _ y: Span<Float>, to dy: inout MutableSpan<Float>, scale: Float,
    dbiases: inout MutableSpan<Float>
  ) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows)
    precondition(
      y.count >= rows.count * columns && dy.count >= rows.count * columns
        && dbiases.count == classCount)
    // SAFETY: as in `applySoftmax`, with y and dy for x and dbiases for the biases.
    unsafe classes.span.withUnsafeBufferPointer { classes in
      unsafe y.withUnsafeBufferPointer { y in
        unsafe dy.withUnsafeMutableBufferPointer { dy in
          unsafe dbiases.withUnsafeMutableBufferPointer { dbiases in
            guard let first = classes.baseAddress else { return }
            unsafe ghn_attention_weights_gradient(
              y.baseAddress, dy.baseAddress, scale, first + rows.lowerBound * columns,
              dbiases.baseAddress, rows.count, columns)
          }
        }
      }
    }
  }
}

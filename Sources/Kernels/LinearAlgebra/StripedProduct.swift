import Concurrency
package import Tensors

extension MatrixProduct {
  /// Makes the product A·Bᵀ in stripes of columns of C that several threads make.
  ///
  /// A stripe takes rows of B that no other takes, so that a large B is read once however many
  /// threads there are. Stripes are of the same width for any number of threads, and so is the
  /// result.
  ///
  /// - Parameters:
  ///   - a: A, with `rows` · `inner` scalars.
  ///   - b: B, with `columns` · `inner` scalars.
  ///   - c: C, with `rows` · `columns` scalars.
  ///   - bias: a row that is added to each row of C where that is replaced; or none.
  /// - Precondition: the right operand is transposed, rows touch each other, and the numbers of
  ///   scalars are those.
  package func multiplyInStripes(
    _ a: Tensor, _ b: Tensor, into c: inout MutableSpan<Float>, bias: Tensor? = nil
  ) {
    precondition(
      transposing == .right && strides == nil && a.shape.count == rows * inner
        && b.shape.count == columns * inner && c.count == rows * columns,
      "\(a.shape) and \(b.shape) for a \(rows)×\(inner)×\(columns) product")
    let starts = Array(stride(from: 0, to: columns, by: Self.stripeColumns))
    // SAFETY: a stripe's product touches the columns of C that belong to the stripe alone, and the
    // threads end with the call.
    unsafe withSharedScalars(&c) { c in
      _ = concurrentMap(count: starts.count) { index in
        let start = starts[index]
        var stripe = self
        stripe.columns = min(Self.stripeColumns, columns - start)
        stripe.strides = RowStrides(left: inner, right: inner, result: columns)
        a.withScalars { a in
          b.withScalars { b in
            unsafe c.withMutableScalars(from: min(start, rows * columns)) { part in
              stripe.multiply(
                a, b.extracting((start * inner)...), into: &part,
                bias: bias.map { (row: $0, first: start) })
            }
          }
        }
      }
    }
  }

  /// So many that a product is worth the start of a thread, and a multiple of every kernel's tile.
  private static let stripeColumns = 192
}

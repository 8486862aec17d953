import Concurrency
package import Tensors

/// C ← A·Bᵀ, or C ← C + A·Bᵀ, in stripes of columns of C that several threads make.
///
/// A stripe takes rows of B that no other takes, so that a large B is read once however many threads
/// there are. Stripes are of the same width for any number of threads, and so is the result.
///
/// - Parameters:
///   - a: A, with `rows` · `inner` scalars.
///   - b: B, with `columns` · `inner` scalars.
///   - c: C, with `rows` · `columns` scalars.
///   - rows: the number of rows of A and C.
///   - inner: the number of columns of A and B.
///   - columns: the number of rows of B, and of columns of C.
///   - update: what is done with what C holds already.
///   - threads: how many threads work at the same time.
/// - Precondition: the numbers of scalars are those.
package func multiplyInStripes(
  _ a: Tensor, _ b: Tensor, into c: inout MutableSpan<Float>,
  rows: Int, inner: Int, columns: Int, update: Update, threads: Int
) {
  precondition(
    a.shape.count == rows * inner && b.shape.count == columns * inner && c.count == rows * columns,
    "\(a.shape) and \(b.shape) for a \(rows)×\(inner)×\(columns) product")
  let starts = Array(stride(from: 0, to: columns, by: stripeColumns))
  // SAFETY: a stripe's product touches the columns of C that belong to the stripe alone, and the
  // threads end with the call.
  unsafe withSharedScalars(&c) { c in
    _ = concurrentMap(count: starts.count, threads: threads) { index in
      let start = starts[index]
      a.withScalars { a in
        b.withScalars { b in
          unsafe c.withMutableScalars(from: min(start, rows * columns)) { stripe in
            multiply(
              a, b.extracting((start * inner)...), into: &stripe,
              rows: rows, inner: inner, columns: min(stripeColumns, columns - start),
              transposing: .right, update: update,
              strides: RowStrides(left: inner, right: inner, result: columns))
          }
        }
      }
    }
  }
}

/// So many that a product is worth the start of a thread, and a multiple of every kernel's tile.
private let stripeColumns = 192

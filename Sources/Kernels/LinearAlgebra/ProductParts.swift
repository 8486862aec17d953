import Concurrency
import Tensors

/// The parts of a large product that threads take over: neighboring rows of it, or columns.
struct ProductParts: Sendable {
  /// Whether they are rows.
  let areRows: Bool
  /// How many rows, or columns, a part has, but for the last.
  let size: Int

  /// The parts of a product; `nil` where it is made at once.
  init?(_ product: MatrixProduct) {
    let (rows, columns) = (product.rows, product.columns)
    let (work, overflows) = (rows * columns).multipliedReportingOverflow(by: product.inner)
    guard sharesLoops, overflows || work >= 2 * Self.multiplications else { return nil }
    areRows = rows >= columns
    let count = overflows ? Self.most : min(Self.most, work / Self.multiplications)
    // A part is a multiple of the rows, or columns, of a tile; parts of few rows or columns would be
    // summed up in another order than the whole.
    let (extent, tile) = areRows ? (rows, 84) : (columns, 64)
    size = ((extent + count - 1) / count + tile - 1) / tile * tile
    guard size < extent, extent % size == 0 || extent % size > 16 else { return nil }
  }

  /// How many multiplications are worth handing to another thread: some forty microseconds of them.
  static let multiplications = 1 << 21
  private static let most = 64
}

extension MatrixProduct {
  /// Makes the product in parts.
  func multiply(
    _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>,
    bias: (row: Tensor, first: Int)?, by kernels: ProductKernels, in parts: ProductParts
  ) {
    let strides =
      strides
      ?? RowStrides(
        left: transposing == .left ? rows : inner, right: transposing == .right ? inner : columns,
        result: columns)
    // SAFETY: a part's product touches the rows or columns of C that belong to the part alone, and
    // the call ends with the last of them.
    unsafe withSharedScalars(&c) { c in
      spread(count: parts.areRows ? rows : columns, inPartsOf: parts.size) { range in
        var part = self
        part.strides = strides
        let first = range.lowerBound
        var (fromA, fromB, fromC) = (0, 0, first)
        if parts.areRows {
          part.rows = range.count
          fromA = transposing == .left ? first : first * strides.left
          fromC = first * strides.result
        } else {
          part.columns = range.count
          fromB = transposing == .right ? first * strides.right : first
        }
        unsafe c.withMutableScalars(from: fromC) { c in
          part.multiplyAtOnce(
            a.extracting(fromA...), b.extracting(fromB...), into: &c,
            bias: bias.map { (row: $0.row, first: $0.first + (parts.areRows ? 0 : first)) },
            by: kernels)
        }
      }
    }
  }
}

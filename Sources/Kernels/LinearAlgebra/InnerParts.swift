import Concurrency
import Tensors

/// The parts of a product AᵀB of few rows and columns and many summands, as gradients of weights are:
/// neighboring summands, of which each part has a sum of its own.
///
/// The parts follow from the extents alone, and so does the result.
struct InnerParts: Sendable {
  /// How many summands a part has, but for the last.
  let size: Int

  /// The parts of a product; `nil` where its rows or columns are shared out, or nothing is.
  init?(_ product: MatrixProduct) {
    guard product.transposing == .left, product.strides == nil, product.inner > 1 else {
      return nil
    }
    let (rows, columns, inner) = (product.rows, product.columns, product.inner)
    guard max(rows, columns) <= Self.widest, rows > 0, columns > 0 else { return nil }
    let read = Double(inner) * Double(rows + columns)
    let work = Double(inner) * Double(rows * columns)
    // Sums are worth their while where they are short against what they are sums of.
    let most = min(
      Double(Self.most), work / Double(ProductParts.multiplications),
      read / Double(4 * rows * columns))
    guard most >= 2 else { return nil }
    size = (inner + Int(most) - 1) / Int(most)
  }

  private static let most = 8
  private static let widest = 256
}

extension MatrixProduct {
  /// Makes the product as the sum of its parts, in their order.
  func multiply(
    _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>,
    bias: (row: Tensor, first: Int)?, by kernels: ProductKernels, in parts: InnerParts
  ) {
    let count = rows * columns
    let partCount = (inner + parts.size - 1) / parts.size
    // The span may go on behind the matrix.
    var c = c._mutatingExtracting(0..<count)
    // The first part's sum is C itself.
    var rest = [Float](repeating: 0, count: (partCount - 1) * count)
    var others = rest.mutableSpan
    // SAFETY: each part writes a sum of its own, and the call ends with the last of them.
    unsafe withSharedScalars(&c) { c in
      unsafe withSharedScalars(&others) { others in
        spread(count: partCount) { number in
          let range = number * parts.size..<min(inner, (number + 1) * parts.size)
          var part = self
          part.inner = range.count
          let (a, b) = (
            a.extracting(scalars(of: range, columns: rows)),
            b.extracting(scalars(of: range, columns: columns))
          )
          if number == 0 {
            unsafe c.withMutableScalars(from: 0) {
              part.multiplyAtOnce(a, b, into: &$0, bias: bias, by: kernels)
            }
          } else {
            part.update = .replacing
            let offset = (number - 1) * count
            unsafe others.withMutableScalars(in: offset..<offset + count) {
              part.multiplyAtOnce(a, b, into: &$0, bias: nil, by: kernels)
            }
          }
        }
      }
    }
    for part in 1..<partCount {
      add(rest.span.extracting((part - 1) * count..<part * count), to: &c)
    }
  }
}

import Concurrency
import Kernels
import Tensors
import Testing

@Suite struct ProductKernelsTests {
  /// Extents at and beside the edges of tiles, blocks and depths, and a stride of a page.
  static let shapes = [
    (1, 1, 1), (1, 40, 97), (2, 513, 5), (3, 32, 192), (6, 33, 17), (7, 5, 16), (14, 31, 33),
    (15, 600, 34), (16, 512, 9), (17, 40, 9), (29, 385, 65), (113, 20, 40), (15, 1024, 66),
    (15, 20, 513), (9, 800, 31),
  ]

  @Test(
    "every kind of kernels makes the product that sums in double precision make",
    arguments: shapes, [Transposition.none, .left, .right])
  func product(
    shape: (rows: Int, inner: Int, columns: Int), transposing: Transposition
  ) {
    let (rows, inner, columns) = shape
    let a = numbers(rows * inner, seed: 1)
    let b = numbers(inner * columns, seed: 2)
    let expected = plainProduct(a, b, shape, transposing)
    for kernels in ProductKernels.allCases where kernels.isAvailable {
      for (update, start) in [(Update.replacing, 0.0), (.adding, 0.5)] {
        var found = [Float](repeating: 0.5, count: rows * columns)
        var span = found.mutableSpan
        MatrixProduct(
          rows: rows, inner: inner, columns: columns, transposing: transposing, update: update
        ).multiply(a.span, b.span, into: &span, by: kernels)
        let worst = zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - start - $1.1)) }
        // Rounding of sums of up to 1,024 products below 1: 10⁻⁷ of their sum for each bit.
        #expect(worst < 1e-7 * Double(inner + 1) * 11, "\(kernels), \(update)")
      }
    }
  }

  @Test(
    "an element does not depend on what else is computed, nor on the thread",
    arguments: [ProductKernels.avx512, .avx2].filter(\.isAvailable))
  func parts(kernels: ProductKernels) {
    let (rows, inner, columns) = (40, 500, 70)
    let a = numbers(rows * inner, seed: 1)
    let b = numbers(inner * columns, seed: 2)
    @Sendable func product(_ part: Range<Int>) -> [Float] {
      var result = [Float](repeating: 0, count: part.count * columns)
      var span = result.mutableSpan
      MatrixProduct(
        rows: part.count, inner: inner, columns: columns, transposing: .none, update: .replacing
      ).multiply(a.span.extracting((part.lowerBound * inner)...), b.span, into: &span, by: kernels)
      return result
    }
    let whole = product(0..<rows)
    let starts = [0, 1, 3, 17, 31, 40]
    let parts = withThreads(3) {
      concurrentMap(count: starts.count - 1) { product(starts[$0]..<starts[$0 + 1]) }
    }
    #expect(Array(parts.joined()) == whole)
  }

  @Test("only what lies between the strides is written")
  func strides() {
    for kernels in ProductKernels.allCases where kernels.isAvailable {
      let (a, b) = (numbers(3 * 20, seed: 1), numbers(20 * 40, seed: 2))
      var c = [Float](repeating: 7, count: 3 * 40)
      var span = c.mutableSpan
      MatrixProduct(
        rows: 3, inner: 20, columns: 37, transposing: .none, update: .replacing,
        strides: RowStrides(left: 20, right: 40, result: 40)
      ).multiply(a.span, b.span, into: &span, by: kernels)
      for row in 0..<3 { #expect(c[row * 40 + 37..<row * 40 + 40].allSatisfy { $0 == 7 }) }
    }
  }

  @Test("the process computes with the fastest kernels, and the choice stays")
  func choice() throws {
    let current = ProductKernels.current
    #expect(current == .fastest)
    try current.becomeCurrent()
    #expect(throws: LinearAlgebraError.kernelsAlreadyChosen(current)) {
      try (current == .portable ? ProductKernels.blas : .portable).becomeCurrent()
    }
    #expect(ProductKernels.portable.isAvailable && ProductKernels.blas.isAvailable)
  }

  private func plainProduct(
    _ a: [Float], _ b: [Float], _ shape: (rows: Int, inner: Int, columns: Int),
    _ transposing: Transposition
  ) -> [Double] {
    let (rows, inner, columns) = shape
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for k in 0..<inner {
        let left = Double(transposing == .left ? a[k * rows + row] : a[row * inner + k])
        for column in 0..<columns {
          let right = transposing == .right ? b[column * inner + k] : b[k * columns + column]
          result[row * columns + column] += left * Double(right)
        }
      }
    }
    return result
  }
}

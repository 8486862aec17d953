import Concurrency
import Kernels
import Randomness
import Tensors
import Testing

@Suite struct MatrixProductTests {
  @Test(
    "the product is the sum of products, whichever operand is transposed",
    arguments: [
      (0, 3, 2), (2, 0, 3), (3, 2, 0), (1, 1, 1), (1, 5, 7), (3, 32, 96), (17, 5, 33), (64, 40, 9),
    ], [Transposition.none, .left, .right])
  func product(shape: (rows: Int, inner: Int, columns: Int), transposing: Transposition) {
    let (rows, inner, columns) = shape
    let a = numbers(rows * inner, seed: 1)
    let b = numbers(inner * columns, seed: 2)
    let before = numbers(rows * columns, seed: 3)
    for update in [Update.replacing, .adding] {
      var found = before
      var span = found.mutableSpan
      MatrixProduct(
        rows: rows, inner: inner, columns: columns, transposing: transposing, update: update
      ).multiply(a.span, b.span, into: &span)
      for row in 0..<rows {
        for column in 0..<columns {
          var expected: Double = update == .adding ? Double(before[row * columns + column]) : 0
          for k in 0..<inner {
            let left = transposing == .left ? a[k * rows + row] : a[row * inner + k]
            let right = transposing == .right ? b[column * inner + k] : b[k * columns + column]
            expected += Double(left) * Double(right)
          }
          // Rounding of at most forty terms below 1.
          #expect(abs(Double(found[row * columns + column]) - expected) < 1e-5)
        }
      }
    }
  }

  @Test func readsAndWritesPartsOfWiderMatrices() {
    // The last two columns of a 2×3 matrix times the first of a 2×2, into the first of a 2×2.
    let a: [Float] = [9, 1, 2, 9, 3, 4]
    let b: [Float] = [5, 0, 6, 0]
    var c: [Float] = [-1, -2, -3, -4]
    var span = c.mutableSpan
    MatrixProduct(rows: 2, inner: 2, columns: 1, strides: RowStrides(left: 3, right: 2, result: 2))
      .multiply(a.span.extracting(1...), b.span, into: &span)
    #expect(c == [17, -2, 39, -4])
  }

  @Test(
    "stripes make up the product, for any number of threads",
    arguments: [(0, 3, 400), (2, 0, 400), (3, 4, 0), (1, 7, 191), (2, 5, 192), (65, 9, 500)])
  func stripes(shape: (rows: Int, inner: Int, columns: Int)) {
    let (rows, inner, columns) = shape
    let a = Tensor(shape: [rows, inner], scalars: numbers(rows * inner, seed: 1))
    let b = Tensor(shape: [columns, inner], scalars: numbers(columns * inner, seed: 2))
    let before = numbers(rows * columns, seed: 3)
    for update in [Update.replacing, .adding] {
      var expected = before
      var span = expected.mutableSpan
      MatrixProduct(rows: rows, inner: inner, columns: columns, transposing: .right, update: update)
        .multiply(a.scalars.span, b.scalars.span, into: &span)
      let found = [1, 2, 5].map { threads in
        var found = before
        var span = found.mutableSpan
        withThreads(threads) {
          MatrixProduct(
            rows: rows, inner: inner, columns: columns, transposing: .right, update: update
          ).multiplyInStripes(a, b, into: &span)
        }
        return found
      }
      #expect(found.allSatisfy { $0 == found[0] })
      // Rounding of at most nine terms below 1.
      #expect(zip(found[0], expected).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test(
    "a bias is added to each row, by every kind of kernels and in stripes",
    arguments: ProductKernels.allCases.filter(\.isAvailable), [0, 1, 7])
  func bias(kernels: ProductKernels, inner: Int) {
    let (rows, columns) = (9, 200)
    let a = Tensor(shape: [rows, inner], scalars: numbers(rows * inner, seed: 1))
    let b = Tensor(shape: [columns, inner], scalars: numbers(columns * inner, seed: 2))
    let bias = Tensor(shape: [columns], scalars: numbers(columns, seed: 3))
    let product = MatrixProduct(
      rows: rows, inner: inner, columns: columns, transposing: .right)
    var expected = [Float](repeating: 0, count: rows * columns)
    var span = expected.mutableSpan
    product.multiply(a.scalars.span, b.scalars.span, into: &span, by: kernels)
    for place in expected.indices { expected[place] += bias.scalars[place % columns] }
    var found = [Float](repeating: .nan, count: rows * columns)
    span = found.mutableSpan
    product.multiply(
      a.scalars.span, b.scalars.span, into: &span, bias: (row: bias, first: 0), by: kernels)
    // Rounding of at most eight terms below 1.
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    var striped = [Float](repeating: .nan, count: rows * columns)
    span = striped.mutableSpan
    withThreads(2) { product.multiplyInStripes(a, b, into: &span, bias: bias) }
    #expect(zip(striped, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(
    "many summands make the same sum by any number of threads, and that of the products",
    arguments: [(3, 60_000, 5), (32, 40_000, 9), (33, 20_001, 80), (1, 300_000, 64)])
  func manySummands(shape: (rows: Int, inner: Int, columns: Int)) {
    let (rows, inner, columns) = shape
    let a = numbers(rows * inner, seed: 1)
    let b = numbers(inner * columns, seed: 2)
    var expected = [Double](repeating: 0, count: rows * columns)
    for k in 0..<inner {
      for row in 0..<rows {
        for column in 0..<columns {
          expected[row * columns + column] +=
            Double(a[k * rows + row]) * Double(b[k * columns + column])
        }
      }
    }
    for update in [Update.replacing, .adding] {
      let found = [1, 2, 5].map { threads in
        var found = [Float](repeating: 7, count: rows * columns)
        var span = found.mutableSpan
        withThreads(threads) {
          MatrixProduct(
            rows: rows, inner: inner, columns: columns, transposing: .left, update: update
          ).multiply(a.span, b.span, into: &span)
        }
        return found
      }
      #expect(found.allSatisfy { $0 == found[0] })
      // Of n numbers between −1 and 1 the sum is about √n/3, and its rounding below a millionth of the
      // largest partial sum for each of √n of them.
      let before = update == .adding ? 7.0 : 0
      #expect(
        zip(found[0], expected).allSatisfy {
          abs(Double($0) - $1 - before) < 1e-6 * Double(inner).squareRoot() * 10
        })
    }
  }

  @Test func givesTheSameOnManyThreadsAtOnce() {
    let a = numbers(40 * 50, seed: 1)
    let b = numbers(50 * 60, seed: 2)
    let products = withThreads(4) {
      concurrentMap(count: 64) { _ in
        Tensor(shape: [40, 60]) {
          MatrixProduct(rows: 40, inner: 50, columns: 60).multiply(a.span, b.span, into: &$0)
        }
      }
    }
    #expect(products.allSatisfy { $0 == products[0] })
  }
}

/// Fixed pseudo-random numbers between −1 and 1.
func numbers(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
}

import Kernels
import Randomness
import Tensors
import Testing

@Suite struct SymmetricEigenvectorsTests {
  @Test(
    "the vectors are orthonormal, and the matrix only stretches them, least first",
    arguments: [(1, 0..<1), (2, 1..<2), (7, 0..<7), (40, 1..<9), (130, 0..<5), (130, 120..<130)],
    [false, true])
  func vectors(matrix: (order: Int, range: Range<Int>), withoutLibrary: Bool) {
    let (order, range) = matrix
    var generator = SplitMix64(seed: UInt64(order))
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        let number = Double(Float.random(in: -1...1, using: &generator))
        matrix[row * order + column] = number
        matrix[column * order + row] = number
      }
    }
    var scalars = matrix.map { Float($0) }
    var span = scalars.mutableSpan
    let vectors =
      (withoutLibrary
      ? plainEigenvectors(of: span.span, order: order, range)
      : symmetricEigenvectors(of: &span, order: order, range)).map { Double($0) }
    func vector(_ index: Int) -> ArraySlice<Double> {
      vectors[index * order..<(index + 1) * order]
    }
    func product(_ x: some Sequence<Double>, _ y: some Sequence<Double>) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var last = -Double.infinity
    for index in 0..<range.count {
      let x = vector(index)
      let image = (0..<order).map { product(matrix[$0 * order..<($0 + 1) * order], x) }
      let value = product(image, x)
      // The rounding of sums of up to 130 numbers of size 1.
      #expect(zip(image, x).allSatisfy { abs($0 - value * $1) < 2e-4 })
      #expect(value > last - 1e-4)
      last = value
      for other in 0...index {
        #expect(abs(product(x, vector(other)) - (other == index ? 1 : 0)) < 1e-4)
      }
    }
    #expect(vectors.count == range.count * order)
  }

  @Test("without a library, equal eigenvalues have orthonormal vectors, and NaN ends, too")
  func plainEdges() {
    let (ones, order) = ([Float](repeating: 1, count: 25), 5)
    let vectors = plainEigenvectors(of: ones.span, order: order, 0..<5).map { Double($0) }
    for i in 0..<order {
      for j in 0..<order {
        let product = (0..<order).reduce(0) {
          $0 + vectors[i * order + $1] * vectors[j * order + $1]
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
      }
    }
    // The greatest, 5, is that of the mean.
    #expect(vectors[20...].allSatisfy { abs(abs($0) - 0.2.squareRoot()) < 1e-6 })
    for number in [Float.nan, .infinity] {
      let numbers = [Float](repeating: number, count: 25)
      #expect(plainEigenvectors(of: numbers.span, order: order, 1..<3).count == 10)
    }
  }

  @Test func takesTheSmallestWhereTheyAreKnown() {
    // A diagonal matrix: its axes, in the order of the diagonal's numbers.
    var matrix: [Float] = [3, 0, 0, 0, 1, 0, 0, 0, 2]
    var span = matrix.mutableSpan
    let vectors = symmetricEigenvectors(of: &span, order: 3, 0..<2).map { abs($0) }
    #expect(zip(vectors, [0, 1, 0, 0, 0, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}

import Kernels
import Randomness
import Tensors
import Testing

@Suite struct SparseProductTests {
  @Test(
    "the product and its gradient are those of the dense matrix",
    arguments: [1, 16, 17, 32, 33, 70])
  func product(width: Int) {
    let (rows, columns) = (5, 7)
    var generator = SplitMix64(seed: UInt64(width))
    // Twelve elements, two of them at one place; the last row has none.
    let elements = (0..<11).map { _ in
      SparseMatrix.Element(
        row: Int.random(in: 0..<rows - 1, using: &generator),
        column: Int.random(in: 0..<columns, using: &generator),
        value: Float.random(in: -1...1, using: &generator))
    }
    let matrix = SparseMatrix(rows: rows, columns: columns, elements: elements + elements[..<1])
    var dense = [Float](repeating: 0, count: rows * columns)
    for element in elements + elements[..<1] {
      dense[element.row * columns + element.column] += element.value
    }

    let x = numbers(columns * width, seed: 1)
    let dy = numbers((rows - 1) * width, seed: 2)
    let y = Tensor(shape: [rows - 1, width]) {
      matrix.multiply(rows: 1..<rows, by: x.span, width: width, into: &$0)
    }
    let expected = Tensor(shape: [rows - 1, width]) {
      MatrixProduct(rows: rows - 1, inner: columns, columns: width).multiply(
        dense.span.extracting(columns...), x.span, into: &$0)
    }
    #expect(zip(y.scalars, expected.scalars).allSatisfy { abs($0 - $1) < 1e-5 })

    var dx = [Float](repeating: 1, count: columns * width)
    var expectedGradient = dx
    var span = dx.mutableSpan
    matrix.addGradient(rows: 1..<rows, dy.span, width: width, to: &span)
    var expectedSpan = expectedGradient.mutableSpan
    MatrixProduct(
      rows: columns, inner: rows - 1, columns: width, transposing: .left, update: .adding
    ).multiply(dense.span.extracting(columns...), dy.span, into: &expectedSpan)
    #expect(zip(dx, expectedGradient).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}

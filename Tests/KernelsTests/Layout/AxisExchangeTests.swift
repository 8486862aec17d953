import Kernels
import Testing

@Suite struct AxisExchangeTests {
  @Test(
    "y[k, j, i, l] is x[k, i, j, l]",
    arguments: [
      [1, 1, 1, 1], [2, 3, 5, 1], [3, 40, 17, 1], [2, 3, 4, 6], [0, 3, 4, 1], [2, 0, 4, 1],
    ])
  func definition(extents: [Int]) {
    let (count, rows, columns, inner) = (extents[0], extents[1], extents[2], extents[3])
    let x = (0..<count * rows * columns * inner).map(Float.init)
    var y = [Float](repeating: .nan, count: x.count)
    var span = y.mutableSpan
    exchangeAxes(
      x.span, count: count, rows: rows, columns: columns, inner: inner, into: &span)
    var expected: [Float] = []
    for k in 0..<count {
      for j in 0..<columns {
        for i in 0..<rows {
          for l in 0..<inner { expected.append(x[((k * rows + i) * columns + j) * inner + l]) }
        }
      }
    }
    #expect(y == expected)
  }
}

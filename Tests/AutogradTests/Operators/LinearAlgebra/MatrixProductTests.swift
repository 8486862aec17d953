import Autograd
import Tensors
import Testing

@Suite struct MatrixProductTests {
  /// One pair, pairs, a shared right matrix, a shared left one, axes that both repeat.
  static let shapes: [(Shape, Shape)] = [
    ([3, 4], [4, 2]), ([2, 3, 4], [2, 4, 5]), ([2, 2, 3, 4], [4, 2]), ([3, 4], [2, 4, 2]),
    ([2, 1, 3, 2], [3, 2, 4]), ([2, 1, 3], [2, 3, 1]), ([0, 3, 2], [2, 2]),
    ([2, 3, 0], [2, 0, 4]),
  ]

  @Test("products of batches are those of their pairs", arguments: shapes)
  func values(left: Shape, right: Shape) throws {
    let (x, y) = (Variable(sample(left, seed: 1)), Variable(sample(right, seed: 2)))
    let z = matrixProduct(x, y)
    let (rows, inner, columns) = (
      left[left.rank - 2], left[left.rank - 1], right[right.rank - 1]
    )
    let leading = try #require(
      Shape(left.extents.dropLast(2)).broadcast(with: Shape(right.extents.dropLast(2))))
    #expect(z.shape.extents == leading.extents + [rows, columns])
    let wholeX = x.expanded(to: Shape(leading.extents + [rows, inner])).value.scalars
    let wholeY = y.expanded(to: Shape(leading.extents + [inner, columns])).value.scalars
    for pair in 0..<leading.count {
      for row in 0..<rows {
        for column in 0..<columns {
          let expected = (0..<inner).reduce(Float(0)) {
            $0 + wholeX[(pair * rows + row) * inner + $1]
              * wholeY[(pair * inner + $1) * columns + column]
          }
          let found = z.value.scalars[(pair * rows + row) * columns + column]
          #expect(abs(found - expected) < 1e-5)
        }
      }
    }
    #expect(matrixProduct(x, transposing: transposed(y)).value.isClose(to: z.value))
  }

  @Test("gradients of batches", arguments: shapes)
  func gradients(left: Shape, right: Shape) {
    let inputs = [sample(left, seed: 1), sample(right, seed: 2)]
    expectGradientsMatchDifferences(of: inputs) { matrixProduct($0[0], $0[1]) }
    expectGradientsMatchDifferences(
      of: [inputs[0], transposed(Variable(inputs[1])).value]
    ) {
      matrixProduct($0[0], transposing: $0[1])
    }
  }

  private func transposed(_ y: Variable) -> Variable {
    var axes = Array(0..<y.shape.rank)
    axes.swapAt(axes.count - 1, axes.count - 2)
    return y.permuted(axes)
  }
}

extension Tensor {
  /// Whether both agree up to the rounding of sums of a few terms.
  fileprivate func isClose(to other: Tensor) -> Bool {
    shape == other.shape && zip(scalars, other.scalars).allSatisfy { abs($0 - $1) < 1e-5 }
  }
}

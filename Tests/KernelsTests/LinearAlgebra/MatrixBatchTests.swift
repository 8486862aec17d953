import Concurrency
import Kernels
import Tensors
import Testing

@Suite struct MatrixBatchTests {
  /// Operands of one matrix each, of as many, of which one is shared, of axes that are broadcast, and
  /// of none.
  private static let operands: [(left: [Int], right: [Int])] = [
    ([3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]),
    ([2, 1, 3, 4], [1, 3, 4, 5]), ([8, 80, 90], [8, 90, 100]), ([0, 3, 4], [0, 4, 5]),
    ([2, 0, 4], [4, 5]), ([2, 3, 0], [2, 0, 5]),
  ]

  @Test(
    "products and gradients are those of each pair, by any number of threads",
    arguments: operands, [false, true])
  func pairs(operands: (left: [Int], right: [Int]), transposesRight: Bool) throws {
    let stored =
      transposesRight
      ? operands.right.dropLast(2) + operands.right.suffix(2).reversed() : operands.right
    let batch = try #require(
      MatrixBatch(operands.left, stored, transposesRight: transposesRight))
    let expected = Expected(operands.left, operands.right, transposesRight: transposesRight)
    #expect(batch.extents == expected.extents)
    for update in [Update.replacing, .adding] {
      let found = [1, 3].map { threads in
        withThreads(threads) { () -> [[Float]] in
          let dz = expected.dz.span
          return [
            filled(expected.z.count) {
              batch.multiply(expected.x.span, expected.y.span, into: &$0)
            },
            filled(expected.x.count) {
              batch.leftGradient(expected.y.span, dz: dz, into: &$0, update: update)
            },
            filled(expected.y.count) {
              batch.rightGradient(expected.x.span, dz: dz, into: &$0, update: update)
            },
          ]
        }
      }
      #expect(found[0] == found[1])
      let start = update == .adding ? 7.0 : 0
      for (found, sums) in zip(found[0], [expected.z, expected.dx, expected.dy]) {
        let before = sums == expected.z ? 0 : start
        // Rounding of at most a hundred terms below 1.
        #expect(zip(found, sums).allSatisfy { abs(Double($0) - $1 - before) < 1e-4 })
      }
    }
  }

  private func filled(_ count: Int, _ fill: (inout MutableSpan<Float>) -> Void) -> [Float] {
    var scalars = [Float](repeating: 7, count: count)
    var span = scalars.mutableSpan
    fill(&span)
    return scalars
  }
}

/// The slow way: element by element, in double precision.
private struct Expected {
  let x, y, dz: [Float]
  let z, dx, dy: [Double]
  let extents: [Int]

  /// Operands (…, rows, inner) and (…, inner, columns), of which the right one is stored transposed or not.
  init(_ left: [Int], _ right: [Int], transposesRight: Bool) {
    let (rows, inner, columns) = (
      left[left.count - 2], left[left.count - 1], right[right.count - 1]
    )
    let axes = max(left.count, right.count) - 2
    let leftAxes = [Int](repeating: 1, count: axes + 2 - left.count) + left.dropLast(2)
    let rightAxes = [Int](repeating: 1, count: axes + 2 - right.count) + right.dropLast(2)
    let batch = zip(leftAxes, rightAxes).map { $0 == 1 ? $1 : $0 }
    extents = batch + [rows, columns]
    let x = numbers(left.reduce(1, *), seed: 1)
    let y = numbers(right.reduce(1, *), seed: 2)
    let dz = numbers(extents.reduce(1, *), seed: 3)
    var (z, dx, dy) = (
      [Double](repeating: 0, count: dz.count), [Double](repeating: 0, count: x.count),
      [Double](repeating: 0, count: y.count)
    )
    for pair in 0..<batch.reduce(1, *) {
      var (l, r, rest, step) = (0, 0, pair, (left: 1, right: 1))
      for axis in batch.indices.reversed() {
        let place = rest % batch[axis]
        rest /= batch[axis]
        l += leftAxes[axis] == 1 ? 0 : place * step.left
        r += rightAxes[axis] == 1 ? 0 : place * step.right
        step = (step.left * leftAxes[axis], step.right * rightAxes[axis])
      }
      for row in 0..<rows {
        for column in 0..<columns {
          for k in 0..<inner {
            let a = (l * rows + row) * inner + k
            let b =
              transposesRight
              ? (r * columns + column) * inner + k : (r * inner + k) * columns + column
            let c = (pair * rows + row) * columns + column
            z[c] += Double(x[a]) * Double(y[b])
            dx[a] += Double(dz[c]) * Double(y[b])
            dy[b] += Double(dz[c]) * Double(x[a])
          }
        }
      }
    }
    (self.x, self.y, self.dz, self.z, self.dx, self.dy) = (x, y, dz, z, dx, dy)
  }
}

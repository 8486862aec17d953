import Autograd
import Tensors
import Testing

@Suite struct BroadcastingTests {
  /// Equal shapes, a number, channels, gates, rows, both repeated, axes that are not neighbors.
  static let shapes: [(Shape, Shape)] = [
    ([2, 3], [2, 3]), ([2, 3], []), ([], [4]), ([2, 3, 2, 5], [5]),
    ([2, 2, 3, 17], [2, 1, 1, 17]),
    ([3, 4], [3, 1]), ([3, 1], [1, 4]), ([2, 3, 4], [2, 1, 1]), ([2, 3, 2, 3], [1, 3, 1, 3]),
    ([1, 3], [2, 3]), ([2, 1, 3], [4, 1]),
  ]

  @Test("sums and products are those of the repeated operands", arguments: shapes)
  func values(left: Shape, right: Shape) throws {
    let (x, y) = (sample(left, seed: 1), sample(right, seed: 2))
    let shape = try #require(left.broadcast(with: right))
    let (wholeX, wholeY) = (repeated(x, to: shape), repeated(y, to: shape))
    func expect(_ z: Variable, _ definition: (Float, Float) -> Float) {
      #expect(z.shape == shape)
      for (z, (x, y)) in zip(z.value.scalars, zip(wholeX, wholeY)) {
        #expect(abs(z - definition(x, y)) <= 1e-6 * max(1, abs(z)))
      }
    }
    expect(Variable(x) + Variable(y), +)
    expect(Variable(x) - Variable(y), -)
    expect(Variable(x) * Variable(y), *)
    expect(Variable(x) / Variable(y), /)
    #expect(Variable(x).expanded(to: shape).value.scalars == wholeX)
  }

  @Test("gradients are sums over the repeated axes", arguments: shapes)
  func gradients(left: Shape, right: Shape) {
    let inputs = [sample(left, seed: 1), sample(right, seed: 2)]
    expectGradientsMatchDifferences(of: inputs) { $0[0] + $0[1] }
    expectGradientsMatchDifferences(of: inputs) { $0[0] - $0[1] }
    expectGradientsMatchDifferences(of: inputs) { $0[0] * $0[1] }
    let denominator = Tensor(
      shape: right, scalars: inputs[1].scalars.map { $0 < 0 ? $0 - 1 : $0 + 1 })
    expectGradientsMatchDifferences(of: [inputs[0], denominator]) { $0[0] / $0[1] }
  }

  @Test func aVariableMeetsItself() {
    expectGradientsMatchDifferences(of: [sample([2, 3], seed: 1)]) { $0[0] * $0[0] + $0[0] }
    expectGradientsMatchDifferences(of: [sample([3, 1], seed: 1)]) {
      $0[0] * $0[0].reshaped(to: [1, 3])
    }
  }

  @Test func shapesThatDoNotFitHaveNoCommonOne() {
    let shape: Shape = [2, 3]
    #expect(shape.broadcast(with: [2]) == nil)
    #expect(shape.broadcast(with: [0, 3]) == nil)
    #expect(shape.broadcast(with: [4, 3, 3]) == nil)
    #expect(shape.broadcast(with: [4, 1, 3]) == [4, 2, 3])
  }

  @Test(
    "means over axes", arguments: [[1, 2], [0], [3], [2, 0], [0, 1, 2, 3], [1, 3], []])
  func mean(axes: [Int]) {
    let x = sample([2, 3, 2, 5], seed: 4)
    expectGradientsMatchDifferences(of: [x]) { $0[0].mean(overAxes: axes) }
    let z = Variable(x).mean(overAxes: axes)
    let kept = [0, 1, 2, 3].filter { !axes.contains($0) }
    #expect(z.shape.extents == kept.map { x.shape[$0] })
    var sums = [Double](repeating: 0, count: z.shape.count)
    for (index, scalar) in x.scalars.enumerated() {
      let position = [index / 30, index / 10 % 3, index / 5 % 2, index % 5]
      sums[kept.reduce(0) { $0 * x.shape[$1] + position[$1] }] += Double(scalar)
    }
    let count = Double(x.shape.count / z.shape.count)
    for (z, sum) in zip(z.value.scalars, sums) { #expect(abs(Double(z) - sum / count) < 1e-6) }
  }
}

/// The elements of x repeated along axes of extent 1, index by index.
private func repeated(_ x: Tensor, to target: Shape) -> [Float] {
  (0..<target.count).map { index in
    var (rest, place, stride) = (index, 0, 1)
    for axis in (0..<target.rank).reversed() {
      let position = rest % target[axis]
      rest /= target[axis]
      let own = axis - (target.rank - x.shape.rank)
      guard own >= 0 else { continue }
      if x.shape[own] > 1 { place += position * stride }
      stride *= x.shape[own]
    }
    return x.scalars[place]
  }
}

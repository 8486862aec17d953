import Autograd
import Tensors
import Testing

@Suite struct RearrangementTests {
  @Test(
    "axes in another order",
    arguments: [
      [0, 2, 3, 1], [0, 3, 1, 2], [3, 2, 1, 0], [0, 1, 3, 2], [1, 0, 2, 3], [0, 1, 2, 3],
    ])
  func permutation(axes: [Int]) {
    for shape in [[2, 3, 4, 5], [2, 17, 1, 33], [1, 2, 3, 1]] as [Shape] {
      let x = sample(shape, seed: 1)
      let z = Variable(x).permuted(axes)
      #expect(z.shape.extents == axes.map { shape[$0] })
      for index in 0..<z.shape.count {
        var (rest, place) = (index, [0, 0, 0, 0])
        for axis in (0..<4).reversed() {
          place[axes[axis]] = rest % z.shape[axis]
          rest /= z.shape[axis]
        }
        let source = zip(place, shape.extents).reduce(0) { $0 * $1.1 + $1.0 }
        #expect(z.value.scalars[index] == x.scalars[source])
      }
    }
    expectGradientsMatchDifferences(of: [sample([2, 3, 4, 5], seed: 1)]) { $0[0].permuted(axes) }
  }

  @Test(
    "slices with steps, backwards too",
    arguments: [
      [AxisRange(0..<2), AxisRange(1..<4), AxisRange(0..<3)],
      [AxisRange(1..<2), AxisRange(start: 0, stop: 5, step: 2), AxisRange(0..<3)],
      [AxisRange(0..<2), AxisRange(start: 4, stop: -1, step: -1), AxisRange(0..<3)],
      [AxisRange(0..<2), AxisRange(0..<5), AxisRange(start: 2, stop: -1, step: -2)],
      [AxisRange(0..<2), AxisRange(0..<5), AxisRange(0..<3)],
      [AxisRange(0..<0), AxisRange(0..<5), AxisRange(0..<3)],
    ])
  func slices(ranges: [AxisRange]) {
    let x = sample([2, 5, 3], seed: 1)
    func positions(_ range: AxisRange) -> [Int] {
      Array(stride(from: range.start, to: range.stop, by: range.step))
    }
    let expected = positions(ranges[0]).flatMap { i in
      positions(ranges[1]).flatMap { j in
        positions(ranges[2]).map { k in x.scalars[(i * 5 + j) * 3 + k] }
      }
    }
    #expect(Variable(x).sliced(ranges).value.scalars == expected)
    #expect(ranges.map(\.count) == ranges.map { positions($0).count })
    expectGradientsMatchDifferences(of: [x]) { $0[0].sliced(ranges) }
  }

  @Test func padding() {
    let x = Tensor(shape: [1, 2, 2], scalars: [1, 2, 3, 4])
    let z = Variable(x).padded(before: [0, 1, 0], after: [1, 0, 2], with: 9)
    #expect(z.shape == [2, 3, 4])
    #expect(
      z.value.scalars == [9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9] + [Float](repeating: 9, count: 12))
    expectGradientsMatchDifferences(of: [sample([2, 3, 2], seed: 1)]) {
      $0[0].padded(before: [1, 0, 2], after: [0, 1, 1])
    }
  }

  @Test(
    "repetition along axes of extent 1",
    arguments: [[2, 3, 4], [5, 2, 3, 4], [2, 3, 1], [5, 2, 3, 1]])
  func expansion(target: [Int]) {
    expectGradientsMatchDifferences(of: [sample([2, 1, target[target.count - 1]], seed: 1)]) {
      $0[0].expanded(to: Shape(target))
    }
    expectGradientsMatchDifferences(of: [sample([1], seed: 1)]) {
      $0[0].expanded(to: Shape(target))
    }
  }
}

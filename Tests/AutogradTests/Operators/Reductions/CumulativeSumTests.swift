import Autograd
import Tensors
import Testing

@Suite struct CumulativeSumTests {
  private static let directions = [(false, false), (true, false), (false, true), (true, true)]

  /// The sums, one after the other.
  private func plain(_ x: Tensor, axis: Int, isExclusive: Bool, isReversed: Bool) -> [Float] {
    let extent = x.shape[axis]
    let inner = x.shape.extents[(axis + 1)...].reduce(1, *)
    return x.scalars.indices.map { index in
      let place = index / inner % extent
      let first = index - place * inner
      let summed: Range<Int> =
        isReversed
        ? place + (isExclusive ? 1 : 0)..<extent : 0..<place + (isExclusive ? 0 : 1)
      return summed.reduce(0) { $0 + x.scalars[first + $1 * inner] }
    }
  }

  @Test(
    "sums along any axis, either way, with or without the element itself", arguments: [0, 1, 2])
  func values(axis: Int) {
    for extent in [0, 1, 2, 5, 8] {
      var extents = [3, 2, 4]
      extents[axis] = extent
      let x = sample(Shape(extents), seed: UInt64(extent))
      for (isExclusive, isReversed) in Self.directions {
        let z = Variable(x).cumulativeSum(
          alongAxis: axis, isExclusive: isExclusive, isReversed: isReversed)
        let expected = plain(x, axis: axis, isExclusive: isExclusive, isReversed: isReversed)
        #expect(z.shape == x.shape)
        // Eight numbers of size 1, added in another order.
        #expect(zip(z.value.scalars, expected).allSatisfy { abs($0 - $1) < 1e-5 })
      }
    }
  }

  @Test func gradients() {
    for (isExclusive, isReversed) in Self.directions {
      expectGradientsMatchDifferences(of: [sample([2, 5, 3], seed: 1)]) {
        $0[0].cumulativeSum(alongAxis: 1, isExclusive: isExclusive, isReversed: isReversed)
      }
    }
  }
}

import Autograd
import Tensors
import Testing

@Suite struct BatchNormalizationTests {
  /// Few and many channels, whole vectors and rests, fewer rows than the loops fold.
  static let shapes: [Shape] = [
    [2, 3, 2, 1], [5, 3], [3, 2, 2, 16], [2, 3, 3, 24], [1, 2, 2, 64], [7, 65], [2, 130],
  ]

  @Test("the gradient through the batch's own statistics", arguments: shapes)
  func gradients(shape: Shape) {
    let channels: Shape = [shape.extents[shape.rank - 1]]
    expectGradientsMatchDifferences(
      of: [sample(shape, seed: 1), sample(channels, seed: 2), sample(channels, seed: 3)],
      tolerance: 2e-2
    ) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 0.1)
    }
    expectGradientsMatchDifferences(of: [sample(shape, seed: 1)], tolerance: 2e-2) {
      $0[0].batchNormalized(epsilon: 0.1)
    }
  }

  @Test("the gradient with given statistics", arguments: shapes)
  func gradientsWithGivenMoments(shape: Shape) {
    let channels: Shape = [shape.extents[shape.rank - 1]]
    let mean = sample(channels, seed: 4)
    let variance = Tensor(repeating: 0.7, shape: channels)
    expectGradientsMatchDifferences(
      of: [sample(shape, seed: 1), sample(channels, seed: 2), sample(channels, seed: 3)]
    ) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2], mean: mean, variance: variance)
    }
  }

  @Test(
    "the statistics are those of the definition, far from zero too",
    arguments: [(1, 1), (300, 3), (1000, 16), (70, 48), (33, 513), (2, 5000)], [Float(0), 100])
  func statistics(size: (rows: Int, channels: Int), offset: Float) {
    let (rows, channels) = size
    let numbers = sample([rows, channels], seed: 5).scalars.enumerated().map {
      $1 + offset * Float($0 % channels % 5)
    }
    let x = Variable(Tensor(shape: [rows, channels], scalars: numbers))
    let (z, statistics) = x.batchNormalizedWithStatistics(epsilon: 1e-3)
    #expect(statistics.count == rows)
    for channel in 0..<channels {
      let column = (0..<rows).map { Double(numbers[$0 * channels + channel]) }
      let mean = column.reduce(0, +) / Double(rows)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      #expect(abs(Double(statistics.mean.scalars[channel]) - mean) <= 1e-7 * max(1, abs(mean)))
      #expect(abs(Double(statistics.variance.scalars[channel]) - variance) <= 2e-6)
      let first = (column[0] - mean) / (variance + 1e-3).squareRoot()
      // What the rounding of numbers near 400 leaves, divided by a deviation of 0.03 at least.
      #expect(abs(Double(z.value.scalars[channel]) - first) <= (offset == 0 ? 1e-5 : 2e-3))
    }
  }

  @Test func aBatchNormalizedByItsOwnMomentsIsTheSame() {
    let x = Variable(sample([40, 6], seed: 1))
    let statistics = x.batchStatistics()
    #expect(
      x.batchNormalized().value
        == x.batchNormalized(mean: statistics.mean, variance: statistics.variance).value)
  }
}

import Randomness
import Testing

@Suite struct NormalNumberTests {
  @Test("both ways of drawing give the moments of the standard normal distribution")
  func moments() {
    var (first, second) = (SplitMix64(seed: 4), SplitMix64(seed: 5))
    for numbers in [
      (0..<40_000).map({ _ in Double(first.nextNormal()) }),
      (0..<40_000).map({ _ in Double(second.nextNormalOfFourDraws()) }),
    ] {
      let count = Double(numbers.count)
      let mean = numbers.reduce(0, +) / count
      let variance = numbers.reduce(0) { $0 + $1 * $1 } / count
      // Four standard errors of the mean, and of the variance.
      #expect(abs(mean) < 4 / count.squareRoot())
      #expect(abs(variance - 1) < 4 * (2 / count).squareRoot())
      #expect(abs(Double(numbers.count { abs($0) < 1 }) / count - 0.6827) < 0.01)
    }
  }
}

import Randomness
import Testing

@Suite struct ShufflingTests {
  @Test("a seed gives the same order in every version")
  func knownOrder() {
    // Computed by a Python twin of the algorithm.
    #expect(SplitMix64.shuffledIndices(count: 10, seed: 7) == [9, 5, 8, 6, 1, 2, 4, 7, 0, 3])
  }

  @Test(arguments: [0, 1, 2, 1000]) func everyIndexOccursOnce(count: Int) {
    let order = SplitMix64.shuffledIndices(count: count, seed: 1)
    #expect(order.sorted() == Array(0..<count))
  }

  @Test func everyOrderOfThreeIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6000 as Range<UInt64> {
      counts[SplitMix64.shuffledIndices(count: 3, seed: seed), default: 0] += 1
    }
    #expect(counts.count == 6)
    // Five standard deviations of a binomial distribution, √(6000 · 1/6 · 5/6) = 29.
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 145 })
  }
}

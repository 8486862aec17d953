import Layers
import Randomness
import Tensors
import Testing

@Suite struct InitializationTests {
  @Test func normalNumbersHaveTheMomentsOfTheirDistribution() {
    var generator = SplitMix64(seed: 4)
    let numbers = Tensor(normalWithDeviation: 2, shape: [40_000], using: &generator).scalars
    let count = Double(numbers.count)
    let mean = numbers.reduce(0) { $0 + Double($1) } / count
    let variance = numbers.reduce(0) { $0 + Double($1) * Double($1) } / count
    // Four standard errors of the mean, and of the variance.
    #expect(abs(mean) < 4 * 2 / count.squareRoot())
    #expect(abs(variance - 4) < 4 * 4 * (2 / count).squareRoot())
    let within = Double(numbers.count { abs($0) < 2 }) / count
    #expect(abs(within - 0.6827) < 0.01)
  }

  @Test func uniformNumbersFillTheirBounds() {
    var generator = SplitMix64(seed: 4)
    let numbers = Tensor(uniformWithin: 0.5, shape: [10, 100], using: &generator).scalars
    #expect(numbers.allSatisfy { abs($0) <= 0.5 })
    #expect(numbers.contains { $0 > 0.45 } && numbers.contains { $0 < -0.45 })
  }

  /// A generator that the initializers do not know.
  private struct Unknown: RandomNumberGenerator {
    var generator: SplitMix64
    mutating func next() -> UInt64 { generator.next() }
  }

  @Test func theGeneratorThatIsKnownGivesTheSameNumbers() {
    var known = SplitMix64(seed: 7)
    var unknown = Unknown(generator: SplitMix64(seed: 7))
    for _ in 0..<2 {
      #expect(
        Tensor(uniformWithin: 0.3, shape: [50], using: &known)
          == Tensor(uniformWithin: 0.3, shape: [50], using: &unknown))
      #expect(
        Tensor(normalWithDeviation: 2, shape: [50], using: &known)
          == Tensor(normalWithDeviation: 2, shape: [50], using: &unknown))
    }
    #expect(known.next() == unknown.next())
  }
}

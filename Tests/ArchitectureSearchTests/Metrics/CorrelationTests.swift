import ArchitectureSearch
import Randomness
import Tensors
import Testing

@Suite struct CorrelationTests {
  /// τ-b pair by pair, as its definition says.
  private func kendallPairByPair(_ x: [Double], _ y: [Double]) -> Double {
    var (difference, left, right) = (0, 0, 0)
    for i in x.indices {
      for j in 0..<i {
        let dx = x[i] < x[j] ? -1 : x[i] > x[j] ? 1 : 0
        let dy = y[i] < y[j] ? -1 : y[i] > y[j] ? 1 : 0
        difference += dx * dy
        left += abs(dx)
        right += abs(dy)
      }
    }
    return Double(difference) / (Double(left) * Double(right)).squareRoot()
  }

  @Test("Kendall's τ-b is that of all pairs, with many ties and without", arguments: [2, 5, 1000])
  func kendall(values: Int) throws {
    var generator = SplitMix64(seed: 7)
    let x = (0..<130).map { _ in Double(Int.random(in: 0..<values, using: &generator)) }
    let y = (0..<130).map { _ in Double(Int.random(in: 0..<values, using: &generator)) }
    #expect(abs(try #require(kendallTau(x, y)) - kendallPairByPair(x, y)) < 1e-12)
    #expect(abs(try #require(kendallTau(x, x)) - 1) < 1e-12)
    #expect(abs(try #require(kendallTau(x, x.map { -$0 })) + 1) < 1e-12)
  }

  @Test func aConstantListHasNoCorrelation() {
    #expect(kendallTau([1, 1, 1], [1, 2, 3]) == nil)
    #expect(pearsonCorrelation([1, 1, 1], [1, 2, 3]) == nil)
    #expect(spearmanCorrelation([1, 2, 3], [5, 5, 5]) == nil)
    #expect(kendallTau([], []) == nil)
  }

  @Test("scipy.stats agrees: kendalltau, spearmanr and pearsonr of the same lists (SciPy 1.11)")
  func published() throws {
    let x: [Double] = [12, 2, 1, 12, 2]
    let y: [Double] = [1, 4, 7, 1, 0]
    #expect(abs(try #require(kendallTau(x, y)) + 0.471_404_520_791_0) < 1e-9)
    #expect(abs(try #require(spearmanCorrelation(x, y)) + 0.540_738_070_435_9) < 1e-9)
    #expect(abs(try #require(pearsonCorrelation(x, y)) + 0.556_639_998_566_6) < 1e-9)
  }

  @Test("numbers near the ends of their range correlate as others do, and equal ones never")
  func extremes() throws {
    // The mean of seven tenths is none of them.
    #expect(pearsonCorrelation(Array(repeating: 0.1, count: 7), [1, 2, 3, 5, 9, 1, 3]) == nil)
    for scale in [1e-300, 1e-200, 1e200, 1e307, -1e300] {
      let found = pearsonCorrelation([1 * scale, 2 * scale, 3 * scale], [1, 2, 3])
      #expect(abs(try #require(found) - (scale < 0 ? -1 : 1)) < 1e-12, "\(scale)")
    }
    #expect(pearsonCorrelation([1, .infinity], [1, 2]) == nil)
  }

  @Test func equalNumbersShareTheMeanOfTheirRanks() {
    #expect(averageRanks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    #expect(tiedCount([3, 1, 3, 2]) == 2)
  }
}

import ArchitectureSearch
import Testing

@Suite struct SelectionTests {
  private let truth: [Double] = [90, 50, 80, 70, 10]

  @Test func aPerfectScoreLosesNothing() throws {
    let selection = Selection(of: 2, by: truth, truth: truth)
    #expect(selection.precision == 1)
    #expect(selection.regret == 0)
    #expect(abs(try #require(selection.discountedGain) - 1) < 1e-12)
  }

  @Test func aReversedScoreFindsTheWorst() throws {
    let selection = Selection(of: 2, by: truth.map { -$0 }, truth: truth)
    #expect(selection.precision == 0)
    #expect(selection.regret == 40)
    // (0, 0.5 / log₂ 3) over (1, 0.875 / log₂ 3).
    #expect(abs(try #require(selection.discountedGain) - 0.3154648 / 1.5520633) < 1e-6)
  }

  @Test("whatever is as good as the last of the best is among them")
  func equalTruths() {
    #expect(Selection(of: 1, by: [1, 2, 3, 4], truth: [5, 5, 5, 5]).precision == 1)
    #expect(Selection(of: 1, by: [1, 2, 3, 4], truth: [1, 5, 5, 5]).precision == 1)
    #expect(Selection(of: 2, by: [4, 3, 2, 1], truth: [1, 5, 5, 7]).precision == 0.5)
  }

  @Test("an infinite truth has no scale", arguments: [Double.infinity, -.infinity])
  func infiniteTruths(truth: Double) {
    let report = RankingReport(scores: [1, 2, 3], truth: [1, 2, truth])
    #expect(report.discountedGain.value == nil && report.discountedGain.standardError == nil)
  }

  @Test func moreThanThereAreIsAll() {
    let selection = Selection(of: 100, by: [1, 2, 3, 4, 5], truth: truth)
    #expect(selection.precision == 1)
    #expect(selection.regret == 0)
  }

  @Test("a report has errors for its estimates, and the same for the same seed")
  func report() throws {
    let scores = (0..<100).map { Double(($0 * 37) % 101) }
    let truth = (0..<100).map { Double(($0 * 37) % 101 + $0 % 7) }
    let report = RankingReport(scores: scores, truth: truth, seed: 3)
    let again = RankingReport(scores: scores, truth: truth, seed: 3)
    #expect(report.count == 100)
    #expect(report.tiedScores == 0)
    #expect(try #require(report.kendall.value) > 0.8)
    let error = try #require(report.kendall.standardError)
    #expect(error > 0 && error < 0.1)
    #expect(report.kendall == again.kendall)
  }

  @Test func withoutArchitecturesNothingIsSaid() {
    let report = RankingReport(scores: [], truth: [])
    #expect(report.kendall.value == nil)
    #expect(report.regret.value == nil)
  }
}

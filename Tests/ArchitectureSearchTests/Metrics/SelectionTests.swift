import ArchitectureSearch
import Testing

@Suite struct SelectionTests {
  private let truth: [Double] = [90, 50, 80, 70, 10]

  @Test func aPerfectScoreLosesNothing() {
    let selection = Selection(of: 2, by: truth, truth: truth)
    #expect(selection.precision == 1)
    #expect(selection.regret == 0)
    #expect(abs(selection.discountedGain - 1) < 1e-12)
  }

  @Test func aReversedScoreFindsTheWorst() {
    let selection = Selection(of: 2, by: truth.map { -$0 }, truth: truth)
    #expect(selection.precision == 0)
    #expect(selection.regret == 40)
    // (0, 0.5 / log₂ 3) over (1, 0.875 / log₂ 3).
    #expect(abs(selection.discountedGain - 0.3154648 / 1.5520633) < 1e-6)
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

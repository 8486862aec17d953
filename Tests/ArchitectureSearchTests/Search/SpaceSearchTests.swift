import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Concurrency
import Foundation
import NetworkExecution
import Testing

@Suite struct SpaceSearchTests {
  /// How many large convolutions a cell has.
  private func score(_ text: String) -> Double {
    Double(text.split(separator: "nor_conv_3x3", omittingEmptySubsequences: false).count - 1)
  }

  /// Networks of few layers are soon built.
  private var wishes: GenotypeOptions {
    var wishes = GenotypeOptions()
    wishes.channels = 4
    wishes.cellCount = 1
    return wishes
  }

  private func visited(
    _ options: SearchOptions, history: [String: Double] = [:]
  ) throws -> [VisitedCandidate] {
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: wishes)
    return try search.run(history: history) { (text, _) throws(SearchError) in score(text) }
  }

  @Test("evolution finds better cells than it began with, and each form once")
  func evolution() throws {
    let options = SearchOptions(
      method: .evolution(population: 16, sample: 4), evaluations: 120, seed: 1)
    let found = try visited(options)
    #expect(found.count == 120)
    #expect(Set(found.map(\.text)).count == 120)
    let first = found.prefix(16).map(\.score).max() ?? 0
    let last = found.map(\.score).max() ?? 0
    #expect(last >= 4 && last >= first)
  }

  @Test("the same seed visits the same cells, for any number of threads")
  func threads() throws {
    let options = SearchOptions(
      method: .evolution(population: 8, sample: 3), evaluations: 40, seed: 2)
    #expect(try visited(options) == withThreads(3) { try visited(options) })
  }

  @Test("a search goes on by what it has visited, without scoring it again")
  func resumption() throws {
    var options = SearchOptions(method: .random, evaluations: 24, seed: 3)
    let half = try visited(options)
    options.evaluations = 48
    let history = Dictionary(half.map { ($0.text, -1.0) }, uniquingKeysWith: { $1 })
    let whole = try visited(options, history: history)
    #expect(whole.prefix(24).allSatisfy { $0.score == -1 })
    #expect(whole.prefix(24).map(\.text) == half.map(\.text))
    #expect(whole.count == 48)
  }

  @Test func limitsAreKept() throws {
    let options = SearchOptions(
      method: .random, evaluations: 20, seed: 4, parameterLimit: 8000)
    for candidate in try visited(options) {
      let network = try CandidateText(candidate.json).architecture(
        options: wishes, name: "net")
      #expect(network.trainableParameterCount <= 8000)
    }
    let impossible = SearchOptions(method: .random, evaluations: 1, parameterLimit: 10)
    #expect(throws: SearchError.self) { try visited(impossible) }
  }

  @Test(
    "a score of ∞, or one that is not a number, ends the search",
    arguments: [
      Double.infinity, .nan,
    ])
  func noScores(value: Double) throws {
    var search = try SpaceSearch(
      NASBench201Space(), options: SearchOptions(method: .random, evaluations: 9), wishes: wishes)
    #expect {
      try search.run { (_, _) throws(SearchError) in value }
    } throws: { "\($0)".contains("expected a score below ∞ of |") }
  }

  @Test("no candidate is begun behind the last minute, and the first are told")
  func minutes() throws {
    let options = SearchOptions(method: .random, evaluations: 50, minutes: 0.05 / 60, seed: 1)
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: wishes)
    let found = try search.run { (_, _) throws(SearchError) in
      Thread.sleep(forTimeInterval: 0.03)
      return 1
    }
    #expect((1...3).contains(found.count) && found.map(\.number) == Array(0..<found.count))
  }

  @Test func aReportMayEndTheSearch() throws {
    var search = try SpaceSearch(
      NASBench201Space(), options: SearchOptions(method: .random, evaluations: 50))
    let found = try search.run(report: { $0.number < 4 }) { (text, _) throws(SearchError) in
      score(text)
    }
    #expect(found.count == 5)
  }

  @Test(
    "options out of bounds are refused",
    arguments: [
      SearchOptions(evaluations: 0),
      SearchOptions(method: .evolution(population: 4, sample: 5)),
    ])
  func options(options: SearchOptions) {
    #expect(throws: SearchError.self) { try SpaceSearch(NASBench201Space(), options: options) }
  }

  /// Scores cells without a pooling; others cannot be.
  private func partly(_ text: String) throws(SearchError) -> Double {
    guard text.contains("avg_pool") else { return score(text) }
    throw .execution(name: "candidate", .missingParameter(name: "w"))
  }

  @Test("a candidate that cannot be scored is told with the reason, and costs the others nothing")
  func failures() throws {
    let options = SearchOptions(
      method: .evolution(population: 8, sample: 3), evaluations: 60, seed: 5)
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: wishes)
    let found = try search.run { (text, _) throws(SearchError) in try partly(text) }
    #expect(found.count == 60)
    let leftOut = found.leftOut
    #expect(!leftOut.isEmpty && leftOut.allSatisfy { $0.text.contains("avg_pool") })
    #expect(leftOut.allSatisfy { $0.score == -.infinity })
    #expect(leftOut[0].failure == "\(ExecutionError.missingParameter(name: "w"))")
    let scored = found.filter { $0.failure == nil }
    #expect(scored.allSatisfy { !$0.text.contains("avg_pool") })
    #expect(try #require(found.best).score == scored.map(\.score).max())
  }

  @Test("where options are to blame, or none of the first can be scored, the search ends")
  func hopelessSearches() throws {
    let options = SearchOptions(method: .random, evaluations: 400, seed: 6)
    let failure = SearchError.execution(name: "candidate", .missingParameter(name: "w"))
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: wishes)
    #expect(throws: failure) {
      try search.run { (_, _) throws(SearchError) -> Double in throw failure }
    }
    let unfit = SearchError.unfit(expected: "a score", found: "none")
    search = try SpaceSearch(NASBench201Space(), options: options, wishes: wishes)
    #expect(throws: unfit) {
      try search.run { (text, _) throws(SearchError) -> Double in
        if text.contains("avg_pool") { throw unfit }
        return 0
      }
    }
  }
}

import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import FileBytes
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct SearchHistoryTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func visited(
    _ evaluations: Int, _ existing: AppendedFile.Existing, counting scored: Counter
  ) throws -> [VisitedCandidate] {
    let options = SearchOptions(method: .random, evaluations: evaluations, seed: 3)
    let history = try SearchHistory(
      path: folder.path(of: "visited.jsonl"),
      settings: options.settings(
        space: "nas-bench-201", score: "length", scorer: nil, genotypes: GenotypeOptions()),
      existing: existing)
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: GenotypeOptions())
    return try search.run(recordingIn: history) { (text, _) throws(SearchError) in
      scored.count.withLock { $0 += 1 }
      return Double(text.count)
    }
  }

  private final class Counter: Sendable {
    let count = Mutex(0)
  }

  @Test("a search that ended early goes on by its file, and scores nothing twice")
  func resumption() throws {
    let count = Counter()
    let half = try visited(10, .refused, counting: count)
    let path = folder.path(of: "visited.jsonl")
    let whole = try visited(20, .kept, counting: count)
    #expect(count.count.withLock { $0 } == 20)
    #expect(whole.count == 20 && Array(whole.prefix(10)) == half)
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 21)
    #expect(whole.best?.score == whole.map(\.score).max())
  }

  @Test("a candidate is written the moment it is scored, whatever becomes of those after it")
  func moments() throws {
    let path = folder.path(of: "visited.jsonl")
    let history = try SearchHistory(path: path, settings: [:], existing: .refused)
    let options = SearchOptions(method: .random, evaluations: 40, seed: 3)
    var search = try SpaceSearch(NASBench201Space(), options: options, wishes: GenotypeOptions())
    let count = Counter()
    var told = 0
    let end = SearchError.unfit(expected: "a score", found: "none")
    #expect(throws: end) {
      try search.run(recordingIn: history) {
        told = $0.number + 1
        return true
      } score: { (_, _) throws(SearchError) in
        guard
          count.count.withLock({
            $0 += 1; return $0
          }) < 23
        else { throw end }
        return 1
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 23)
    #expect(told == 22)
  }

  @Test("a file of another search is refused")
  func others() throws {
    let path = folder.path(of: "visited.jsonl")
    _ = try SearchHistory(path: path, settings: ["seed": "1"], existing: .refused)
    let other = SearchError.otherSearch(
      path: path, difference: "seed is 1 there, 2 here")
    #expect(throws: other) {
      try SearchHistory(path: path, settings: ["seed": "2"], existing: .kept)
    }
    try "{\"search\": \"nas-bench-201 naswot\"}\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect {
      try SearchHistory(path: path, settings: ["seed": "1"], existing: .kept)
    } throws: { "\($0)".hasSuffix("found others: its first line is none of this version") }
  }

  @Test("what could not be scored is written with the reason, and tried again")
  func failures() throws {
    let options = SearchOptions(method: .random, evaluations: 12, seed: 4)
    let path = folder.path(of: "visited.jsonl")
    func visited(_ existing: AppendedFile.Existing, fails: Bool) throws -> [VisitedCandidate] {
      let history = try SearchHistory(path: path, settings: [:], existing: existing)
      var search = try SpaceSearch(NASBench201Space(), options: options, wishes: GenotypeOptions())
      return try search.run(recordingIn: history) { (text, _) throws(SearchError) in
        if fails && text.contains("avg_pool") {
          throw .architecture(name: text, .malformed(location: "x", expected: "a", found: "b"))
        }
        return 1
      }
    }
    let first = try visited(.refused, fails: true)
    #expect(!first.leftOut.isEmpty)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let reasons = lines.filter { $0.contains(#""error": "x: expected a, found b""#) }
    #expect(reasons.count == first.leftOut.count)
    #expect(try visited(.kept, fails: true) == first)
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") == lines)
    #expect(try visited(.kept, fails: false).leftOut.isEmpty)
  }
}

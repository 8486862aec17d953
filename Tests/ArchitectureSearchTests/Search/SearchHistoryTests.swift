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

  @Test("a file of another search is refused")
  func others() throws {
    let path = folder.path(of: "visited.jsonl")
    _ = try SearchHistory(path: path, settings: "one", existing: .refused)
    #expect(throws: SearchError.otherSearch(path: path)) {
      try SearchHistory(path: path, settings: "another", existing: .kept)
    }
  }

  @Test("what could not be scored is written with the reason, and tried again")
  func failures() throws {
    let options = SearchOptions(method: .random, evaluations: 12, seed: 4)
    let path = folder.path(of: "visited.jsonl")
    func visited(_ existing: AppendedFile.Existing, fails: Bool) throws -> [VisitedCandidate] {
      let history = try SearchHistory(path: path, settings: "one", existing: existing)
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

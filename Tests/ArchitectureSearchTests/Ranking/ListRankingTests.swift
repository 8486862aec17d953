import ArchDAG
import ArchitectureSearch
import Concurrency
import Distributed
import Evaluation
import FileBytes
import Foundation
import ProcessThreads
import Synchronization
import TestSupport
import Testing

@Suite struct ListRankingTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private static let operations = [
    "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3",
  ]

  /// Cells of which some have one form, and the eighth is none.
  private let cells: [String] = {
    var cells = operations.flatMap { first in
      operations.map { second in
        "|\(first)~0|+|none~0|\(second)~1|+|nor_conv_3x3~0|skip_connect~1|none~2|"
      }
    }
    cells.insert("|conv~0|+|none~0|none~1|+|none~0|none~1|none~2|", at: 7)
    return cells
  }()

  private func scoring(_ scores: [Score] = [.parameters, .azNAS]) -> ListScoring {
    var scoring = ListScoring(scores, by: NetworkScorer(scores, probe: Probe(batchSize: 4)))
    scoring.genotypes.channels = 4
    scoring.genotypes.cellCount = 1
    return scoring
  }

  /// What a ranking found, but its times.
  private static func found(_ ranking: ListRanking<[String]>, _ scores: [Score]) throws -> [String]
  {
    try ranking.indices.indices.map { position in
      let entry = try ranking.entry(at: position)
      return "\(entry.index) \(entry.name) \(scores.map { ranking.values(of: $0)[position] })"
    }
  }

  @Test("scores stand in the list's order, aggregates among them, for any number of threads")
  func order() throws {
    var (one, three) = (ListRanking(cells, scoring()), ListRanking(cells, scoring()))
    try one.run()
    try withThreads(3) { try three.run() }
    #expect(one.indices == Array(0..<26).filter { $0 != 7 })
    #expect(one.leftOut.map(\.index) == [7] && one.leftOutCount == 1)
    #expect(try #require(one.leftOut.first?.failure).contains("'conv'"))
    #expect(
      try Self.found(one, [.parameters, .azNAS]) == Self.found(three, [.parameters, .azNAS]))
    let best = one.best(3, by: .parameters).map { one.values(of: .parameters)[$0] }
    #expect(best == Array(one.values(of: .parameters).sorted(by: >).prefix(3)))
  }

  @Test(
    "those that are named among many without scores are the first of the list, whatever ends first")
  func namedFailures() throws {
    // The first takes longest, since its reason is that of a whole network.
    let whole = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_3x3~2|"
    let list = (0..<90).map { $0 % 3 == 0 ? whole : "|conv_\($0)~0|" }
    var ranking = ListRanking(list, scoring())
    try withThreads(4) { try ranking.run() }
    #expect(ranking.leftOutCount == 60)
    #expect(ranking.leftOut.map(\.index) == Array((0..<90).filter { $0 % 3 != 0 }.prefix(20)))
  }

  @Test("several processes find what one does", arguments: [2, 3])
  func processes(size: Int) throws {
    var scoring = scoring([.parameters])
    scoring.scoresFormsOnce = true
    var alone = ListRanking(cells, scoring)
    try alone.run()
    let expected = try Self.found(alone, [.parameters])
    let (list, options) = (cells, scoring)
    let results = try resultsOfProcesses(size) { process in
      var ranking = ListRanking(list, options)
      try ranking.run(among: process)
      return try Self.found(ranking, [.parameters])
    }
    #expect(results[0] == expected)
    #expect(results[1].isEmpty)
  }

  @Test("cells of one form are scored once, the first of them")
  func forms() throws {
    var scoring = scoring([.naswot])
    scoring.scoresFormsOnce = true
    let twins = [
      "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|",
      "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|",
    ]
    #expect(Set(twins.map(IsomorphicForms().form(of:))).count == 1)
    var ranking = ListRanking(twins, scoring)
    var seconds: [Double] = []
    try ranking.run {
      seconds.append($0.seconds)
      return true
    }
    #expect(Set(ranking.values(of: .naswot)).count == 1)
    #expect(seconds.count == 2 && seconds[0] > 0 && seconds[1] == 0)
  }

  @Test("whoever wants the list's order is told in it, and may end the ranking")
  func reports() throws {
    var told: [Int] = []
    var ranking = ListRanking(cells, scoring([.parameters]))
    try withThreads(3) {
      try ranking.run(order: .asListed) {
        told.append($0.index)
        return told.count < 10
      }
    }
    #expect(told == Array(0..<10))
    // The eighth has no scores, and what was begun is done.
    #expect((9..<26).contains(ranking.indices.count))
  }

  @Test("a limit and a shard choose what is scored")
  func chosen() throws {
    var scoring = scoring([.parameters])
    scoring.limit = 12
    scoring.shard = try #require(Shard("2/5"))
    var ranking = ListRanking(cells, scoring)
    try ranking.run()
    #expect(ranking.indices == [1, 6, 11])
    #expect(Shard("6/5") == nil && Shard("0/5") == nil && Shard("1") == nil)
  }

  @Test("what an earlier run has computed is not computed again, and a torn line is")
  func resumption() throws {
    let path = folder.path(of: "scores.jsonl")
    func ranking(_ existing: AppendedFile.Existing) throws -> ListRanking<[String]> {
      let scoring = scoring()
      return ListRanking(
        cells, scoring,
        file: try ScoreFile(path: path, of: cells, scoring, existing: existing))
    }
    var whole = try ranking(.refused)
    try whole.run()
    #expect(throws: SearchError.file(.exists(path: path))) { try ranking(.refused) }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 27)
    let part = lines[..<9].joined(separator: "\n") + "\n" + lines[9]
    try part.write(toFile: path, atomically: true, encoding: .utf8)
    var rest = try ranking(.kept)
    #expect(rest.pendingCount == 26 - 8)
    var told: [Int] = []
    try rest.run(order: .asListed) {
      told.append($0.index)
      return true
    }
    #expect(told == Array(0..<26))
    #expect(try Self.found(rest, [.azNAS]) == Self.found(whole, [.azNAS]))
    let again = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(again.count == 27 && Array(again[..<9]) == Array(lines[..<9]))
  }

  @Test("a list is known by what it holds, files of parts go on as one, and a limit holds for them")
  func parts() throws {
    let one = try folder.file("one.txt", holding: cells.joined(separator: "\n") + "\n")
    let other = try folder.file("other.txt", holding: cells.joined(separator: "\r\n"))
    func ranking(
      _ path: String, _ file: String, limit: Int? = nil, shard: String = "1/1"
    ) throws -> ListRanking<ArchitectureTable> {
      var scoring = scoring([.parameters])
      scoring.limit = limit
      scoring.shard = try #require(Shard(shard))
      let list = try ArchitectureTable(path: path)
      return ListRanking(
        list, scoring,
        file: try ScoreFile(path: folder.path(of: file), of: list, scoring, existing: .kept))
    }
    for shard in ["1/2", "2/2"] {
      var part = try ranking(one, "part-\(shard.prefix(1)).jsonl", shard: shard)
      try part.run()
      #expect(part.indices.count + part.leftOutCount == 13)
    }
    let texts = try ["part-1.jsonl", "part-2.jsonl", "part-1.jsonl"].map {
      try String(contentsOfFile: folder.path(of: $0), encoding: .utf8)
    }
    try folder.file("whole.jsonl", holding: texts.joined())
    do {
      // A file is one ranking's at a time.
      let whole = try ranking(other, "whole.jsonl")
      #expect(whole.pendingCount == 0 && whole.indices == Array(0..<26).filter { $0 != 7 })
    }
    var few = try ranking(other, "whole.jsonl", limit: 5)
    try few.run()
    #expect(few.indices == Array(0..<5))
  }

  @Test("a file of another list, of other options, or of something else is refused")
  func others() throws {
    let path = folder.path(of: "scores.jsonl")
    _ = try ScoreFile(path: path, of: cells, scoring(), existing: .refused)
    var other = scoring()
    other.scorer.probe.seed = 9
    func difference(_ list: [String], _ scoring: ListScoring) throws -> String {
      let error = try #require(throws: SearchError.self) {
        try ScoreFile(path: path, of: list, scoring, existing: .kept)
      }
      guard case .otherScores(path, let difference) = error else { return "\(error)" }
      return difference
    }
    #expect(try difference(cells, other) == "seed is 0 there, 9 here")
    #expect(try difference(cells.reversed(), scoring()) == "the list has other architectures there")
    #expect(
      try difference(Array(cells.dropLast()), scoring())
        == "the list has 26 architectures there, 25 here")
    #expect(
      try difference(cells, scoring([.flops])).hasPrefix("the scores are params,expressivity"))
    other = scoring()
    other.genotypes.channels = nil
    #expect(try difference(cells, other) == "channels is 4 there, not said here")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"index\": 99}\n".utf8))
    #expect {
      try ScoreFile(path: path, of: cells, scoring(), existing: .kept)
    } throws: { "\($0)".contains("line 2: expected the scores of an architecture") }
  }
}

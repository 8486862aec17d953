import ArchDAG
import ArchitectureSearch
import Evaluation
import TestSupport
import Testing

@Suite struct RankingComparisonTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Cells with more and more convolutions.
  private let cells: [String] = {
    let operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"]
    return operations.flatMap { first in
      operations.map { "|\(first)~0|+|skip_connect~0|none~1|+|\($0)~0|nor_conv_1x1~1|none~2|" }
    }
  }()

  private func ranking() throws -> ListRanking<[String]> {
    var scoring = ListScoring(
      [.parameters], by: NetworkScorer([.parameters], probe: Probe(batchSize: 4)))
    scoring.genotypes.channels = 4
    scoring.genotypes.cellCount = 1
    var ranking = ListRanking(cells, scoring)
    try ranking.run()
    return ranking
  }

  /// A table in another order than the list, without its first cell.
  private func truths() throws -> TruthColumn {
    let lines = cells.enumerated().dropFirst().reversed().map { "\($0.offset),\($0.element)" }
    let path = try folder.file(
      "table.csv", holding: "Accuracy,Cell\n" + lines.joined(separator: "\n") + "\n")
    return try TruthColumn(path: path, column: "acc", for: cells)
  }

  @Test("a table is read by the texts of its architectures, and one that it lacks is left out")
  func truth() throws {
    let truths = try truths()
    #expect(truths.name == "Accuracy")
    #expect(try truths.value(at: 0) == nil)
    #expect(try truths.value(at: 5) == 5)
    let comparison = try RankingComparison(try ranking(), with: truths)
    #expect(comparison.truth == (1..<16).map(Double.init))
    #expect(try comparison.names() == Array(cells.dropFirst()))
    let report = comparison.report(of: .parameters, top: 3)
    #expect(report.count == 15 && report.top == 3)
    #expect(
      report.kendall.value == kendallTau(comparison.values(of: .parameters), comparison.truth))
    #expect(comparison.plot(of: .parameters).split(separator: "<circle").count == 16)
  }

  @Test("a table that has none of the architectures is refused")
  func strangers() throws {
    let path = try folder.file("table.csv", holding: "Accuracy,Cell\n1,\(cells[0])\n")
    let truths = try TruthColumn(path: path, column: "Accuracy", for: Array(cells.dropFirst()))
    var scoring = ListScoring(
      [.parameters], by: NetworkScorer([.parameters], probe: Probe(batchSize: 4)))
    scoring.limit = 2
    var ranking = ListRanking(Array(cells.dropFirst()), scoring)
    try ranking.run()
    #expect {
      try RankingComparison(ranking, with: truths)
    } throws: { "\($0)".contains("found none of them") }
  }

  @Test("what no draw tells is said of none, nor an error of a single draw")
  func silence() throws {
    let one = try FewLabelReport(
      cells, truth: cells.indices.map(Double.init), labels: 8, draws: .init([1]))
    #expect(one.kendall.value != nil && one.error.value != nil)
    #expect(one.kendall.standardError == nil && one.error.standardError == nil)
    let constant = try FewLabelReport(
      cells, truth: cells.map { _ in 1 }, labels: 8, draws: .init([1, 2]))
    for mean in [constant.kendall, constant.spearman, constant.pearson, constant.error] {
      #expect(mean.value == nil && mean.standardError == nil)
    }
    #expect(throws: SearchError.self) {
      try FewLabelReport(
        cells, truth: cells.indices.map { $0 == 3 ? .infinity : 1 }, labels: 8, draws: .init([1]))
    }
  }

  @Test("a table is the list's own by whatever path it is found")
  func ownTable() throws {
    let path = try folder.file("own.csv", holding: "Accuracy,Cell\n1,\(cells[0])\n2,\(cells[0])\n")
    let list = try ArchitectureTable(path: path)
    for path in [path, folder.path(of: "./own.csv")] {
      let truths = try TruthColumn(path: path, column: "acc", for: list)
      #expect(try truths.value(at: 0) == 1 && truths.value(at: 1) == 2)
    }
  }

  @Test("few labels order the others, and the mean over draws has an error")
  func fewLabels() throws {
    let comparison = try RankingComparison(try ranking(), with: try truths())
    let report = try comparison.fewLabelReport(labels: 8, draws: .init([1, 2, 3]))
    #expect(report.labels == 8 && report.others == 7 && report.draws.count == 3)
    let taus = report.draws.compactMap(\.kendall)
    let tau = try #require(report.kendall.value)
    #expect(tau > 0 && abs(tau - taus.reduce(0, +) / 3) < 1e-12)
    #expect(try #require(report.kendall.standardError) > 0)
    #expect(
      try comparison.fewLabelReport(labels: 8, draws: .init([2])).draws == [report.draws[1]])
    #expect(
      throws: SearchError.unfit(expected: "fewer labels than the 15 architectures", found: "15")
    ) {
      try comparison.fewLabelReport(labels: 15, draws: .init([1]))
    }
  }
}

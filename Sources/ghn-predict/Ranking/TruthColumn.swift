import ArchitectureSearch

/// A column of a table that says what is true of a list's architectures.
struct TruthColumn {
  private let table: ArchitectureTable
  private let column: String
  private let list: ArchitectureTable
  /// For each architecture of another list the line of the table; `nil` where the list is the table.
  private let lines: [String: Int]?

  init(_ path: String, _ column: String, for list: ArchitectureTable) throws {
    self.list = list
    let isSame = path == list.path
    table = isSame ? list : try ArchitectureTable(path: path)
    self.column = try table.column(named: column)
    guard !isSame else {
      lines = nil
      return
    }
    var lines: [String: Int] = [:]
    for index in 0..<table.count { lines[try table.text(at: index)] = index }
    self.lines = lines
  }

  /// What is true of an architecture of the list; `nil` where the table does not have it.
  private func value(at index: Int) throws -> Double? {
    guard let lines else { return try table.value(of: column, at: index) }
    guard let line = lines[try list.text(at: index)] else { return nil }
    return try table.value(of: column, at: line)
  }

  /// The places among a ranking's architectures that the table has, and what is true of them.
  private func truths(of ranking: Ranking) throws -> [(place: Int, truth: Double)] {
    var found: [(place: Int, truth: Double)] = []
    for (place, index) in ranking.scored.enumerated() {
      if let truth = try value(at: index) { found.append((place, truth)) }
    }
    guard !found.isEmpty else {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(table.path): expected the architectures of \(list.path), found none of them",
        suggestion: "the texts of both files must be the same")
    }
    return found
  }

  /// How well scores order the architectures that the table has.
  func report(
    of ranking: Ranking, _ scores: [Score], data: String, _ seed: UInt64, _ top: Int
  ) throws -> RankingTable {
    let truths = try truths(of: ranking)
    let rows = scores.map { score in
      let values = ranking.values(of: score)
      return RankingTable.Row(
        score: score.rawValue,
        report: RankingReport(
          scores: truths.map { values[$0.place] }, truth: truths.map(\.truth), top: top,
          seed: seed))
    }
    return RankingTable(
      list: list.path, column: column, data: data, seed: seed,
      secondsPerArchitecture: ranking.secondsPerArchitecture, rows: rows)
  }

  /// How well a predictor orders the architectures that the table has, from some of its labels and
  /// from scores.
  ///
  /// - Parameters:
  ///   - ranking: the architectures and their scores.
  ///   - scores: those that are learned from.
  ///   - labels: how many labels are drawn.
  ///   - seeds: what the draws of labels follow from.
  ///   - encoder: trains an encoder from the architectures and their scores, if one is wished for.
  /// - Returns: how the predictor orders the others.
  /// - Throws: ``CommandFailure``, `SearchError`, and what `encoder` throws.
  func fewLabelRanking(
    of ranking: Ranking, _ scores: [Score], labels: Int, seeds: [UInt64],
    encoder: (_ names: [String], _ scores: [[Double]]) throws -> PretrainedEncoder?
  ) throws -> FewLabelRanking {
    let truths = try truths(of: ranking)
    // An aggregate says no more than its parts.
    let columns = Score.computed(for: scores).map { ranking.values(of: $0) }
    var names: [String] = []
    for (place, _) in truths { names.append(try ranking.name(at: ranking.scored[place])) }
    let features = truths.map { entry in columns.map { $0[entry.place] } }
    return try FewLabelRanking(
      names: names, truth: truths.map(\.truth), features: features, labels: labels, seeds: seeds,
      encoder: try encoder(names, features))
  }

  /// Writes a picture of a score and the truth.
  func writePlot(
    of ranking: Ranking, _ score: Score, to path: String, overwriting: Bool
  ) throws {
    let values = ranking.values(of: score)
    let points = try truths(of: ranking).map { (score: values[$0.place], truth: $0.truth) }
    var output = try TextOutput(path: path, overwriting: overwriting)
    try output.write(
      ScatterPlot(
        title: "\(points.count) architectures", score: score.rawValue, truth: column,
        points: points
      ).svg)
    try output.finish()
  }
}

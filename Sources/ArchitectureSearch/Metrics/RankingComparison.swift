import Pictures

/// The architectures of a ranking of which a table tells the truth: what their scores are worth, and
/// what a predictor makes of them.
public struct RankingComparison<List: CandidateList>: Sendable {
  /// What is true of each architecture.
  public let truth: [Double]
  private let ranking: ListRanking<List>
  /// The positions of the architectures in the ranking.
  private let positions: [Int]
  private let column: String

  /// Looks a ranking's architectures up.
  ///
  /// - Parameters:
  ///   - ranking: the architectures and their scores.
  ///   - truths: the column of a table.
  /// - Throws: ``SearchError``: ``SearchError/noTruths(table:list:)`` where the table has none of them.
  public init(_ ranking: ListRanking<List>, with truths: TruthColumn) throws(SearchError) {
    var (positions, truth) = ([Int](), [Double]())
    for (position, index) in ranking.indices.enumerated() {
      guard let value = try truths.value(at: index) else { continue }
      positions.append(position)
      truth.append(value)
    }
    guard !positions.isEmpty else {
      throw .noTruths(table: truths.path, list: truths.listTitle)
    }
    (self.ranking, self.positions, self.truth) = (ranking, positions, truth)
    column = truths.name
  }

  /// A score of each architecture; empty for one that the ranking does not have.
  public func values(of score: Score) -> [Double] {
    let all = ranking.values(of: score)
    return all.isEmpty ? [] : positions.map { all[$0] }
  }

  /// The architectures' texts.
  ///
  /// - Throws: ``SearchError`` where the list cannot be read.
  public func names() throws(SearchError) -> [String] {
    var names: [String] = []
    for position in positions { names.append(try ranking.name(at: position)) }
    return names
  }

  /// How well a score orders the architectures.
  ///
  /// - Parameters:
  ///   - score: one of the ranking's.
  ///   - top: how many are chosen for precision, discounted gain and regret.
  ///   - seed: what the groups follow from by which errors are told.
  /// - Returns: correlations and more, each with its standard error.
  public func report(of score: Score, top: Int = 10, seed: UInt64 = 0) -> RankingReport {
    RankingReport(scores: values(of: score), truth: truth, top: top, seed: seed)
  }

  /// The scores of each architecture that a predictor learns from, and an encoder: an aggregate says no
  /// more than its parts.
  public var features: [[Double]] {
    let columns = ranking.computedScores.map { values(of: $0) }
    return positions.indices.map { row in columns.map { $0[row] } }
  }

  /// How well a predictor orders the architectures, from some of their labels and from scores.
  ///
  /// - Parameters:
  ///   - labels: how many labels are drawn.
  ///   - draws: how often labels are drawn, by which seeds.
  ///   - encoder: an encoder that has learned from all architectures without labels.
  /// - Returns: what came of each draw.
  /// - Throws: ``SearchError`` where there are not as many architectures.
  public func fewLabelReport(
    labels: Int, draws: FewLabelReport.Seeds, encoder: PretrainedEncoder? = nil
  ) throws(SearchError) -> FewLabelReport {
    try FewLabelReport(
      try names(), truth: truth, features: features, labels: labels, draws: draws, encoder: encoder)
  }

  /// A picture of a score and the truth, a dot an architecture, as SVG.
  public func plot(of score: Score) -> String {
    ScatterPlot(
      title: "\(positions.count) architectures", x: score.rawValue, y: column,
      points: zip(values(of: score), truth).map { (x: $0, y: $1) }
    ).svg
  }
}

import ArchitectureSearch
import JSONText

/// What a ranking found, for people and for scripts.
struct RankingTable {
  /// A score and how well it orders the architectures.
  struct Row {
    let score: String
    let report: RankingReport
  }

  let list: String
  let column: String
  let data: String
  let seed: UInt64
  let secondsPerArchitecture: Double
  let rows: [Row]
  /// What a predictor made of some of the labels, if one was asked for.
  var predictor: FewLabelRanking?

  /// Lines for a terminal.
  var table: String {
    let top = rows.first?.report.top ?? 0
    var lines = [
      [
        "score", "n", "ties", "kendall", "±", "spearman", "±", "pearson", "±", "precision@\(top)",
        "nDCG@\(top)", "regret@\(top)",
      ]
    ]
    for row in rows {
      let report = row.report
      lines.append(
        [row.score, "\(report.count)", "\(report.tiedScores)"]
          + [report.kendall, report.spearman, report.pearson].flatMap {
            [signed($0.value), signed($0.standardError)]
          }
          + [report.precision, report.discountedGain, report.regret].map { signed($0.value) })
    }
    let head =
      "\(list) against \(column): images \(data), seed \(seed), "
      + "\(decimal(secondsPerArchitecture, places: 3)) s an architecture"
    let foot = predictor.map { [$0.table] } ?? []
    return ([head] + aligned(lines, numbersFrom: 1) + foot).joined(separator: "\n")
  }

  /// One JSON object.
  var json: JSONValue {
    .object(fields + (predictor.map { [("predictor", $0.json)] } ?? []))
  }

  private var fields: [(key: String, value: JSONValue)] {
    [
      ("list", .string(list)), ("column", .string(column)), ("data", .string(data)),
      ("seed", .integer(Int(clamping: seed))),
      ("seconds_per_architecture", .real(secondsPerArchitecture)),
      (
        "scores",
        .array(
          rows.map { row in
            let report = row.report
            return .object([
              ("score", .string(row.score)), ("n", .integer(report.count)),
              ("ties", .integer(report.tiedScores)), ("kendall", json(report.kendall)),
              ("spearman", json(report.spearman)), ("pearson", json(report.pearson)),
              ("top", .integer(report.top)), ("precision", json(report.precision)),
              ("ndcg", json(report.discountedGain)), ("regret", json(report.regret)),
            ])
          })
      ),
    ]
  }

  private func json(_ estimate: RankingReport.Estimate) -> JSONValue {
    .object([
      ("value", estimate.value.map(JSONValue.real) ?? .null),
      ("standard_error", estimate.standardError.map(JSONValue.real) ?? .null),
    ])
  }

  private func signed(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "–" }
    return (number < 0 ? "−" : "") + decimal(abs(number), places: 3)
  }
}

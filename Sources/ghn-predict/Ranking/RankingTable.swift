import ArchitectureSearch
import FoundationEssentials
import JSONText
import Pictures

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
  let predictor: FewLabelReport?

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
      "\(list) against \(column): shown \(data), seed \(seed), "
      + "\(time(secondsPerArchitecture)) an architecture"
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
            .object([("score", .string(row.score))] + row.report.jsonFields)
          })
      ),
    ]
  }
}

extension FewLabelReport {
  /// A line for a terminal.
  var table: String {
    "predictor of \(labels) labels, on the other \(others), \(draws.count) draws: "
      + measures.map { "\($0) \(signed($1.value)) ± \(signed($1.standardError))" }
      .joined(separator: ", ")
  }

  private var measures: [(name: String, mean: RankingReport.Estimate)] {
    [("kendall", kendall), ("spearman", spearman), ("pearson", pearson), ("rmse", error)]
  }
}

extension ListRanking {
  /// The best by the first score, for a terminal.
  func table(top: Int, _ scores: [Score]) throws -> String {
    var rows = [["architecture"] + scores.map(\.rawValue)]
    let columns = scores.map { values(of: $0) }
    for position in best(top, by: scores[0]) {
      rows.append([tableName(try name(at: position))] + columns.map { scoreText($0[position]) })
    }
    var lines = aligned(rows, numbersFrom: 1)
    lines.append(
      "\(counted(indices.count, "architecture")), \(time(secondsPerArchitecture)) each"
    )
    return lines.joined(separator: "\n")
  }

  /// The line of an architecture of a file, and a colon; nothing where there is none, or where the reason for
  /// which it is left out says it.
  func linePrefix(of entry: ScoredArchitecture) -> String {
    entry.name.isEmpty ? "" : lineName(at: entry.index).map { "\($0): " } ?? ""
  }

  /// Which architectures have no scores and why, for a person.
  var leftOutLines: [String] {
    let rest = leftOutCount - leftOut.count
    return leftOut.map {
      // A line that cannot be read has no name.
      let title = $0.name.isEmpty ? "" : " \(lineTitle($0.name))"
      return "[\($0.index)]\(title): left out: \(linePrefix(of: $0))"
        + printable($0.failure ?? "")
    } + (rest > 0 ? ["and \(rest) more without scores"] : [])
  }
}

/// What a table calls an architecture that has no name of its own in its list: its text, but for one in
/// JSON, which says a name; at most 160 characters.
private func tableName(_ text: String) -> String {
  struct Named: Decodable { let name: String }
  if text.hasPrefix("{"), let named = try? JSONDecoder().decode(Named.self, from: Data(text.utf8)) {
    return tableTitle(named.name)
  }
  // One that breaks lines would break the table's.
  let line = text.split { $0.isNewline }.map { $0.drop(while: \.isWhitespace) }.joined(
    separator: " ")
  return line.count > 160 ? line.prefix(159) + "…" : line
}

/// A score: whole numbers with their thousands apart, others with three decimals.
func scoreText(_ score: Double) -> String {
  if score.isInfinite { return score < 0 ? "−∞" : "∞" }
  if abs(score) >= 1000, score == score.rounded(), abs(score) < 0x1p53 {
    return (score < 0 ? "−" : "") + grouped(Int(abs(score)))
  }
  return signed(score)
}

/// The time that each of many takes.
private func time(_ seconds: Double) -> String {
  seconds < 0.0005 ? "under 0.001 s" : decimal(seconds, fractionDigits: 3) + " s"
}

/// A number with three decimals and a minus that is as wide as a plus.
private func signed(_ number: Double?) -> String {
  guard let number, number.isFinite else { return "–" }
  return (number < 0 ? "−" : "") + decimal(abs(number), fractionDigits: 3)
}

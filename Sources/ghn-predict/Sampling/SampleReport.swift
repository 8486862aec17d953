import ArchitectureSampling
import JSONText

/// What drawn networks are like, beside what is published of such networks.
struct SampleReport {
  let split: ArchitectureSplit
  let seed: UInt64
  let statistics: SampleStatistics
}

extension SampleReport {
  private typealias Summary = SampleStatistics.Summary

  /// The report as one JSON object.
  var json: JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("schema", .integer(1)),
      ("split", .string(split.name)),
      ("seed", .integer(Int(clamping: seed))),
      ("count", .integer(statistics.count)),
      ("nodes", json(statistics.nodes)),
      ("degree", json(statistics.degree)),
      ("pathLength", json(statistics.pathLength)),
      ("parameters", json(statistics.parameters)),
    ]
    if let published = PublishedStatistics(of: split) {
      let means: [(key: String, value: JSONValue)] = [
        ("count", .integer(published.count)),
        ("nodes", .number(published.nodes.mean, fractionDigits: 1)),
        ("degree", .number(published.degree.mean, fractionDigits: 1)),
        ("pathLength", .number(published.pathLength.mean, fractionDigits: 1)),
      ]
      fields.append(("published", .object(means)))
    }
    return .object(fields)
  }

  private func json(_ summary: Summary) -> JSONValue {
    .object([
      ("mean", .seconds(summary.mean)),
      ("deviation", .seconds(summary.deviation)),
      ("smallest", .seconds(summary.smallest)),
      ("largest", .seconds(summary.largest)),
    ])
  }

  /// The report as a table that a person can read.
  var table: String {
    let published = PublishedStatistics(of: split)
    func row(
      _ name: String, _ summary: Summary, _ published: Summary?, fractionDigits: Int,
      ofRange rangeDigits: Int? = nil
    ) -> [String] {
      let range = [summary.smallest, summary.largest].map {
        decimal($0, fractionDigits: rangeDigits ?? fractionDigits)
      }
      return [
        name, spread(summary, fractionDigits: fractionDigits), "\(range[0])–\(range[1])",
        published.map { spread($0, fractionDigits: 1) } ?? "–",
      ]
    }
    let rows = [
      ["", "mean ± deviation", "range", "published"],
      row("nodes", statistics.nodes, published?.nodes, fractionDigits: 1, ofRange: 0),
      row("degree", statistics.degree, published?.degree, fractionDigits: 2),
      row("path length", statistics.pathLength, published?.pathLength, fractionDigits: 1),
      row("parameters, M", scaled(statistics.parameters, by: 1e-6), nil, fractionDigits: 3),
    ]
    let title = "\(grouped(statistics.count)) networks of split \(split.name), seed \(seed)"
    return ([title] + aligned(rows, numbersFrom: 1)).joined(separator: "\n")
  }

  private func spread(_ summary: Summary, fractionDigits: Int) -> String {
    decimal(summary.mean, fractionDigits: fractionDigits) + " ± "
      + decimal(summary.deviation, fractionDigits: fractionDigits)
  }

  private func scaled(_ summary: Summary, by factor: Double) -> Summary {
    Summary(
      mean: summary.mean * factor, deviation: summary.deviation * factor,
      smallest: summary.smallest * factor, largest: summary.largest * factor)
  }
}

import ImageData
import Training

/// How well networks do that nobody has trained.
struct EvaluationReport {
  /// What is known of one network with one kind of parameters.
  struct Row {
    let architecture: String
    let parameters: Int
    let initialization: NetworkInitialization
    /// The percentage of rightly classified images.
    let top1: Double
    let seconds: Double
  }

  /// The stem of the GHN's file; `nil` where nothing was predicted.
  let ghn: String?
  let data: String
  let split: DataSplit
  let images: Int
  let batchSize: Int
  let isCalibrated: Bool
  /// Each initialization's rows together, in the order of the networks.
  let rows: [Row]
}

extension EvaluationReport {
  /// The initializations in order, with a summary of each.
  private var summaries: [(initialization: NetworkInitialization, summary: AccuracySummary)] {
    var initializations: [NetworkInitialization] = []
    for row in rows where !initializations.contains(row.initialization) {
      initializations.append(row.initialization)
    }
    return initializations.map { initialization in
      (
        initialization,
        AccuracySummary(rows.filter { $0.initialization == initialization }.map(\.top1))
      )
    }
  }

  /// The report as one JSON object; mean, standard error and best are those of the first
  /// initialization.
  var json: JSONValue {
    let summaries = summaries
    let first = summaries.first?.summary ?? AccuracySummary([])
    var fields: [(key: String, value: JSONValue)] = [
      ("schema", .integer(1)),
      ("ghn", .string(orNull: ghn)),
      ("data", .string(data)),
      ("split", .string(split.rawValue)),
      ("images", .integer(images)),
      ("batch", .integer(batchSize)),
      ("batchNorm", .string(isCalibrated ? "runningStatistics" : "batchStatistics")),
      ("results", .array(rows.map(json))),
    ]
    fields += self.json(first)
    if summaries.count > 1 {
      let others = summaries.map { initialization, summary in
        JSONValue.object([("init", .string(initialization.rawValue))] + self.json(summary))
      }
      fields.append(("summaries", .array(others)))
    }
    return .object(fields)
  }

  private func json(_ row: Row) -> JSONValue {
    .object([
      ("architecture", .string(row.architecture)),
      ("init", .string(row.initialization.rawValue)),
      ("parameters", .integer(row.parameters)),
      ("top1", .number(row.top1, places: 2)),
      ("seconds", .seconds(row.seconds)),
    ])
  }

  private func json(_ summary: AccuracySummary) -> [(key: String, value: JSONValue)] {
    [
      ("mean", .number(summary.mean, places: 2)),
      ("standardError", .number(summary.standardError, places: 2)),
      ("best", .number(summary.best, places: 2)),
    ]
  }

  /// The report as a table that a person can read.
  var table: String {
    let header = ["architecture", "init", "parameters", "top-1 %", "seconds"]
    let cells = rows.map { row in
      [
        row.architecture.count > 40 ? row.architecture.prefix(39) + "…" : row.architecture,
        row.initialization.rawValue, grouped(row.parameters), decimal(row.top1, places: 1),
        decimal(row.seconds, places: 2),
      ]
    }
    let norms = isCalibrated ? "running statistics" : "batch statistics"
    let lines =
      aligned([header] + cells, numbersFrom: 2) + [
        "",
        "\(grouped(images)) images of \(data) (\(split.rawValue)), batches of \(batchSize), "
          + "batch norm by \(norms)",
      ]
    return (lines + summaryLines).joined(separator: "\n")
  }

  private var summaryLines: [String] {
    let summaries = summaries
    guard rows.count > summaries.count else { return [] }
    return summaries.map { initialization, summary in
      "\(initialization.rawValue): mean \(decimal(summary.mean, places: 1)) "
        + "± \(decimal(summary.standardError, places: 1)) %, "
        + "best \(decimal(summary.best, places: 1)) %"
    }
  }
}

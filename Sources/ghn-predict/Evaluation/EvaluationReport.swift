import Evaluation
import ImageData
import Training

/// How well networks do that nobody has trained.
struct EvaluationReport {
  /// What is known of one network with one kind of parameters.
  struct Row {
    let architecture: String
    /// The list or split that the network is one of; `nil` for a network on its own.
    let group: String?
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
  /// The networks that cannot be evaluated.
  let leftOut: [LeftOutNetwork]
  /// Whether the table shows means alone where it can.
  let isSummary: Bool
}

extension EvaluationReport {
  private var summaries: AccuracySummaries {
    AccuracySummaries(rows.map { ($0.group, $0.initialization, $0.top1) })
  }

  /// The report as one JSON object; mean, standard error and best are those of the first
  /// initialization.
  var json: JSONValue {
    let summaries = summaries
    let first = summaries.overall.first?.accuracy ?? AccuracySummary([])
    var fields: [(key: String, value: JSONValue)] = [
      ("schema", .integer(1)),
      ("ghn", .string(orNull: ghn)),
      ("data", .string(data)),
      ("split", .string(split.rawValue)),
      ("images", .integer(images)),
      ("batch", .integer(batchSize)),
      ("batchNorm", .string(isCalibrated ? "runningStatistics" : "batchStatistics")),
      ("results", .array(rows.map(json))),
      ("failures", .array(leftOut.map(\.json))),
    ]
    fields += first.jsonFields
    let others = (summaries.overall.count > 1 ? summaries.overall : []) + summaries.byGroup
    if !others.isEmpty {
      fields.append(("summaries", .array(others.map(\.json))))
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

  /// The report as a table that a person can read.
  var table: String {
    let header = ["architecture", "init", "parameters", "top-1 %", "seconds"]
    let shown = isSummary ? rows.filter { $0.group == nil } : rows
    let cells = shown.map { row in
      [
        tableTitle(row.architecture), row.initialization.rawValue, grouped(row.parameters),
        decimal(row.top1, places: 1), decimal(row.seconds, places: 2),
      ]
    }
    let norms = isCalibrated ? "running statistics" : "batch statistics"
    let table = cells.isEmpty ? [] : aligned([header] + cells, numbersFrom: 2) + [""]
    let protocolLine =
      "\(grouped(images)) images of \(data) (\(split.rawValue)), batches of \(batchSize), "
      + "batch norm by \(norms)"
    return (table + [protocolLine] + summaries.lines).joined(separator: "\n")
  }
}

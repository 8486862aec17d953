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
  /// Whether the table shows means alone where it can.
  let isSummary: Bool

  /// How well the networks of one group do with one kind of parameters.
  private struct Summary {
    /// The name of the group; `nil` for all networks.
    let group: String?
    let initialization: NetworkInitialization
    let accuracy: AccuracySummary
  }
}

extension EvaluationReport {
  /// A summary of each initialization over all networks.
  private var summaries: [Summary] { summaries(of: rows, group: nil) }

  /// A summary of each group and initialization, if there is more than one group.
  private var groupSummaries: [Summary] {
    let groups = rows.compactMap(\.group).withoutRepetitions
    guard groups.count > 1 || rows.contains(where: { $0.group == nil }) else { return [] }
    return groups.flatMap { group in
      summaries(of: rows.filter { $0.group == group }, group: group)
    }
  }

  private func summaries(of rows: [Row], group: String?) -> [Summary] {
    rows.map(\.initialization).withoutRepetitions.map { initialization in
      Summary(
        group: group, initialization: initialization,
        accuracy: AccuracySummary(
          rows.filter { $0.initialization == initialization }.map(\.top1)))
    }
  }

  /// The report as one JSON object; mean, standard error and best are those of the first
  /// initialization.
  var json: JSONValue {
    let summaries = summaries
    let first = summaries.first?.accuracy ?? AccuracySummary([])
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
    let others = (summaries.count > 1 ? summaries : []) + groupSummaries
    if !others.isEmpty {
      fields.append(("summaries", .array(others.map(json))))
    }
    return .object(fields)
  }

  private func json(_ summary: Summary) -> JSONValue {
    .object(
      (summary.group.map { [("architectures", .string($0))] } ?? [])
        + [("init", .string(summary.initialization.rawValue))] + json(summary.accuracy))
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
    let shown = isSummary ? rows.filter { $0.group == nil } : rows
    let cells = shown.map { row in
      [
        row.architecture.count > 40 ? row.architecture.prefix(39) + "…" : row.architecture,
        row.initialization.rawValue, grouped(row.parameters), decimal(row.top1, places: 1),
        decimal(row.seconds, places: 2),
      ]
    }
    let norms = isCalibrated ? "running statistics" : "batch statistics"
    let table = cells.isEmpty ? [] : aligned([header] + cells, numbersFrom: 2) + [""]
    let protocolLine =
      "\(grouped(images)) images of \(data) (\(split.rawValue)), batches of \(batchSize), "
      + "batch norm by \(norms)"
    return (table + [protocolLine] + summaryLines).joined(separator: "\n")
  }

  private var summaryLines: [String] {
    let groups = groupSummaries
    let summaries = groups.isEmpty ? summaries : groups
    guard rows.count > summaries.count else { return [] }
    return summaries.map { summary in
      let accuracy = summary.accuracy
      return (summary.group.map { "\($0), " } ?? "")
        + "\(summary.initialization.rawValue): mean \(decimal(accuracy.mean, places: 1)) "
        + "± \(decimal(accuracy.standardError, places: 1)) %, "
        + "best \(decimal(accuracy.best, places: 1)) %"
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements in the order in which they first occur.
  fileprivate var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

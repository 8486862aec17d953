import Evaluation
import FineTuning
import ImageData
import JSONText

/// How well networks do that nobody has trained.
struct EvaluationReport {
  /// What is known of one network with one kind of parameters.
  struct Row {
    let architecture: String
    /// The list or split that the network is one of; `nil` for a network on its own.
    let group: String?
    /// The family of a network that was drawn from one; `nil` for others.
    let family: String?
    let parameters: Int
    /// The shape of an image as the network takes it; empty where that is not known.
    let imageExtents: [Int]
    /// Where its parameters come from: an initialization's word, or a file.
    let initialization: String
    /// The percentage of rightly classified images.
    let top1: Double
    let seconds: Double
    /// The mean of |cos| between tensors of equal shape; `nil` where nobody asked.
    var meanCosine: Double?
  }

  /// The stem of the GHN's file; `nil` where nothing was predicted.
  let ghn: String?
  let data: String
  let split: DataSplit
  let images: Int
  let batchSize: Int
  let isCalibrated: Bool
  /// How many images the class layers were fitted to in closed form; `nil` for not at all.
  let fittedImages: Int?
  /// What is reached without a network; `nil` where there is no train split to learn from.
  let yardsticks: Yardsticks?
  /// Each initialization's rows together, in the order of the networks.
  let rows: [Row]
  /// The networks that cannot be evaluated.
  let leftOut: [LeftOutNetwork]
  /// What a person should know of some of the networks.
  let notes: [String]
  /// Whether the table shows means alone where it can.
  let isSummary: Bool
}

extension EvaluationReport {
  private var summaries: AccuracySummaries {
    AccuracySummaries(rows.map { ($0.group, $0.initialization, $0.top1) })
  }

  /// Summaries of the families of drawn networks.
  private var familySummaries: [AccuracySummaries.Summary] {
    let entries = rows.compactMap { row -> AccuracySummaries.Entry? in
      guard let group = row.group, let family = row.family, family != group else { return nil }
      return ("\(group), \(family)", row.initialization, row.top1)
    }
    return AccuracySummaries(entries).byGroup.sorted { ($0.group ?? "") < ($1.group ?? "") }
  }

  /// A line for a person about each initialization: how alike tensors of one shape are.
  private var diversityLines: [String] {
    rows.map(\.initialization).withoutRepetitions.compactMap { initialization in
      let cosines = rows.filter { $0.initialization == initialization }.compactMap(\.meanCosine)
      guard !cosines.isEmpty else { return nil }
      return "\(initialization): tensors of one shape have a mean |cos| of "
        + decimal(cosines.reduce(0, +) / Double(cosines.count), places: 3)
    }
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
    ]
    if let fittedImages { fields.append(("fittedImages", .integer(fittedImages))) }
    if let yardsticks { fields.append(("yardsticks", yardsticks.json)) }
    fields.append(("results", .array(rows.map(json))))
    fields.append(("failures", .array(leftOut.map(\.json))))
    fields.append(("notes", .array(notes.map(JSONValue.string))))
    fields += first.jsonFields
    let others =
      (summaries.overall.count > 1 ? summaries.overall : []) + summaries.byGroup
      + familySummaries
    if !others.isEmpty {
      fields.append(("summaries", .array(others.map(\.json))))
    }
    return .object(fields)
  }

  private func json(_ row: Row) -> JSONValue {
    .object(
      [
        ("architecture", .string(row.architecture)),
        ("init", .string(row.initialization)),
        ("parameters", .integer(row.parameters)),
        ("input", .integers(row.imageExtents)),
        ("top1", .number(row.top1, places: 2)),
        ("seconds", .seconds(row.seconds)),
      ] + (row.meanCosine.map { [("meanCosine", .number($0, places: 4))] } ?? []))
  }

  /// The report as a table that a person can read.
  var table: String {
    let shown = isSummary ? rows.filter { $0.group == nil } : rows
    let comparesTensors = rows.contains { $0.meanCosine != nil }
    let header =
      ["architecture", "init", "parameters", "top-1 %", "seconds"]
      + (comparesTensors ? ["mean |cos|"] : [])
    let cells = shown.map { row in
      [
        tableTitle(row.architecture), row.initialization, grouped(row.parameters),
        decimal(row.top1, places: 1), decimal(row.seconds, places: 2),
      ] + (comparesTensors ? [row.meanCosine.map { decimal($0, places: 3) } ?? "–"] : [])
    }
    let norms = isCalibrated ? "running statistics" : "batch statistics"
    let table = cells.isEmpty ? [] : aligned([header] + cells, numbersFrom: 2) + [""]
    let protocolLine =
      "\(grouped(images)) images of \(data) (\(split.rawValue)), batches of \(batchSize), "
      + "batch norm by \(norms)"
    let fitLine = fittedImages.map {
      ["class layers fitted to \(grouped($0)) images by ridge regression"]
    }
    return
      (table + [protocolLine] + imageFormLines(rows.map { ($0.architecture, $0.imageExtents) })
      + (fitLine ?? [])
      + [yardsticks?.line ?? "no yardsticks: there is no train split to learn them from"]
      + summaries.lines + diversityLines + familySummaries.map(\.line) + notes)
      .joined(separator: "\n")
  }
}

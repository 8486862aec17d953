import Evaluation
import FineTuning
import ImageData
import JSONText
import Pictures

/// How well networks do that nobody has trained.
struct EvaluationReport {
  /// The stem of the GHN's file; `nil` where nothing was predicted.
  let ghn: String?
  let data: String
  let split: DataSplit
  let images: Int
  let batchSize: Int
  let isCalibrated: Bool
  /// How many images the class layers were fitted to in closed form; `nil` for not at all.
  let fittedImages: Int?
  /// What is reached without a network, or why there is no train split to learn that from.
  let yardsticks: Result<Yardsticks, DataError>
  /// The networks with one initialization behind those with another.
  let networks: [EvaluatedNetwork]
  /// The networks that cannot be evaluated.
  var leftOut: [LeftOutNetwork] = []
  /// What a person should know of some of the networks.
  var notes: [String] = []
  /// Whether the table shows means alone where it can.
  var isSummary = false

  /// Reports what an evaluation found.
  ///
  /// - Parameters:
  ///   - networks: what was found of each network.
  ///   - evaluation: how they were evaluated.
  ///   - split: the part of the data set that its images are.
  ///   - ghn: the stem of the GHN's file; `nil` where nothing was predicted.
  ///   - train: the images that yardsticks are learned from, or why there are none.
  /// - Throws: `FineTuningError`.
  init(
    _ networks: [EvaluatedNetwork], by evaluation: NetworkEvaluation, split: DataSplit = .test,
    ghn: String?, train: Result<ImageDataset, DataError>
  ) throws(FineTuningError) {
    self.ghn = ghn
    data = evaluation.images.name
    self.split = split
    images = evaluation.imageCount
    batchSize = evaluation.batchSize
    isCalibrated = if case .batch = evaluation.norms { false } else { true }
    fittedImages = evaluation.fit?.imageCount
    yardsticks =
      switch train {
      case .success(let train):
        .success(
          try Yardsticks(on: evaluation.images, limit: evaluation.limit, learningFrom: train))
      case .failure(let error): .failure(error)
      }
    self.networks = networks
  }
}

extension EvaluationReport {
  private var summaries: AccuracySummaries { AccuracySummaries(networks) }

  /// A line for a person about each initialization: how alike tensors of one shape are.
  private var diversityLines: [String] {
    AccuracySummaries.meanCosines(of: networks).map {
      "\($0.initialization): tensors of one shape have a mean |cos| of \(decimal($0.mean, fractionDigits: 3))"
    }
  }

  /// The report as one JSON object; mean, standard error and best are those of the first
  /// initialization.
  var json: JSONValue {
    let summaries = summaries
    let families = AccuracySummaries.families(of: networks)
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
    if case .success(let yardsticks) = yardsticks {
      fields.append(("yardsticks", yardsticks.json))
    }
    fields.append(("results", .array(networks.map(json))))
    fields.append(("failures", .array(leftOut.map(\.json))))
    fields.append(("notes", .array((damageNotes + notes).map(JSONValue.string))))
    fields += first.jsonFields
    let others =
      (summaries.overall.count > 1 ? summaries.overall : []) + summaries.byGroup
      + families
    if !others.isEmpty {
      fields.append(("summaries", .array(others.map(\.json))))
    }
    return .object(fields)
  }

  /// Which networks answer numbers that choose no class.
  var unboundedNotes: [String] {
    let found = networks.filter { $0.measurement.unboundedCount > 0 }
    let notes = found.prefix(10).map {
      "\($0.title), \($0.initialization): the logits of \(grouped($0.measurement.unboundedCount)) of "
        + "\(grouped(images)) images are not finite, and count as wrong: its accuracy says nothing"
    }
    let more = found.count - notes.count
    return notes + (more > 0 ? ["and \(more) networks more of such logits"] : [])
  }

  /// What a person should compare with, or why there is nothing.
  private var yardstickLine: String {
    switch yardsticks {
    case .success(let yardsticks): yardsticks.line
    case .failure(.missing): "no yardsticks: there is no train split to learn them from"
    case .failure(let error):
      "no yardsticks: the train split, which they are learned from, cannot be read: "
        + printable("\(error)")
    }
  }

  /// The line above as a note, where a train split stands there but cannot be read.
  private var damageNotes: [String] {
    switch yardsticks {
    case .success, .failure(.missing): []
    case .failure: [yardstickLine]
    }
  }

  private func json(_ network: EvaluatedNetwork) -> JSONValue {
    let found = network.measurement
    return .object(
      [
        ("architecture", .string(network.title)),
        ("init", .string(network.initialization)),
        ("parameters", .integer(network.parameterCount)),
        ("input", .integers(network.imageExtents)),
        ("top1", .number(found.top1, fractionDigits: 2)),
        ("seconds", .seconds(found.seconds)),
      ] + (found.unboundedCount > 0 ? [("unbounded", .integer(found.unboundedCount))] : [])
        + (found.meanCosine.map { [("meanCosine", .number($0, fractionDigits: 4))] } ?? []))
  }

  /// The report as a table that a person can read.
  var table: String {
    let shown = isSummary ? networks.filter { $0.group == nil } : networks
    let comparesTensors = networks.contains { $0.measurement.meanCosine != nil }
    let header =
      ["architecture", "init", "parameters", "top-1 %", "seconds"]
      + (comparesTensors ? ["mean |cos|"] : [])
    let cells = shown.map { network in
      let found = network.measurement
      return [
        tableTitle(network.title), network.initialization, grouped(network.parameterCount),
        decimal(found.top1, fractionDigits: 1), decimal(found.seconds, fractionDigits: 2),
      ] + (comparesTensors ? [found.meanCosine.map { decimal($0, fractionDigits: 3) } ?? "–"] : [])
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
      (table + [protocolLine] + imageFormLines(networks.map { ($0.title, $0.imageExtents) })
      + (fitLine ?? [])
      + [yardstickLine]
      + summaries.lines + diversityLines
      + AccuracySummaries.families(of: networks).map(\.line) + notes)
      .joined(separator: "\n")
  }
}

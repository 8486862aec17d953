import Evaluation
import FineTuning
import JSONText

/// How the accuracies of networks changed while they were trained.
struct FineTuningReport {
  /// The stem of the GHN's file; `nil` where nothing was predicted.
  let ghn: String?
  let data: String
  /// Network by network, each with all initializations.
  let runs: [FineTunedNetwork]
  /// The networks that could not be trained.
  let leftOut: [LeftOutNetwork]
}

extension FineTuningReport {
  private var summaries: AccuracySummaries {
    AccuracySummaries(runs.map { ($0.group, $0.initialization.rawValue, $0.after.top1) })
  }

  private var comparisons: [FineTuningComparison] { FineTuningComparison.all(of: runs) }

  /// The report of a single training as one JSON object.
  static func json(of run: FineTunedNetwork, ghn: String?, data: String) -> JSONValue {
    .object(
      [
        ("schema", .integer(1)),
        ("architecture", .string(run.title)),
        ("ghn", .string(orNull: ghn)),
        ("data", .string(data)),
      ] + run.jsonFields)
  }

  /// The report as one JSON object.
  var json: JSONValue {
    let summaries = summaries
    return .object([
      ("schema", .integer(1)),
      ("ghn", .string(orNull: ghn)),
      ("data", .string(data)),
      (
        "results",
        .array(
          runs.map { .object([("architecture", .string($0.title))] + $0.jsonFields) })
      ),
      ("failures", .array(leftOut.map(\.json))),
      ("summaries", .array((summaries.overall + summaries.byGroup).map(\.json))),
      (
        "comparisons",
        .array(
          comparisons.map { comparison in
            .object([
              ("init", .string(comparison.initialization.rawValue)),
              ("other", .string(comparison.other.rawValue)),
              ("above", .integer(comparison.above)),
              ("of", .integer(comparison.count)),
            ])
          })
      ),
    ])
  }

  /// The report as a table that a person can read.
  var table: String {
    // Both protocols where they differ.
    let hasBoth = runs.contains { $0.before.byRunningStatistics != nil }
    let header =
      ["architecture", "init", "parameters", "before %", "after %"]
      + (hasBoth ? ["by batch, before %", "after %"] : []) + ["seconds"]
    let cells = runs.map { run in
      let accuracies =
        [run.before.top1, run.after.top1]
        + (hasBoth ? [run.before.byBatch.top1, run.after.byBatch.top1] : [])
      return [tableTitle(run.title), run.initialization.rawValue, grouped(run.parameterCount)]
        + accuracies.map { decimal($0, fractionDigits: 1) } + [
          decimal(run.seconds, fractionDigits: 1)
        ]
    }
    let comparisons = comparisons.map {
      "\($0.initialization.rawValue) above \($0.other.rawValue) on \($0.above) of \($0.count) "
        + "networks"
    }
    let protocolLine =
      "\(data), after \(runs.first?.epochWords ?? "no epoch"), batch norm by "
      + (hasBoth
        ? "running statistics, measured anew, where a network keeps some" : "batch statistics")
    let table = aligned([header] + cells, numbersFrom: 2)
    let forms = imageFormLines(runs.map { ($0.title, $0.imageExtents) })
    return (table + ["", protocolLine] + forms + summaries.lines + comparisons).joined(
      separator: "\n")
  }
}

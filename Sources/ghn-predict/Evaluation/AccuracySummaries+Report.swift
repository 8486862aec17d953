import Evaluation
import JSONText

extension AccuracySummaries {
  /// A line for a person about each group and initialization; none where every summary would be of
  /// one network.
  var lines: [String] {
    let summaries = byGroup.isEmpty ? overall : byGroup
    return count > summaries.count ? summaries.map(\.line) : []
  }
}

extension AccuracySummaries.Summary {
  /// A line for a person.
  var line: String {
    (group.map { "\($0), " } ?? "")
      + "\(initialization): mean \(decimal(accuracy.mean, fractionDigits: 1)) "
      + "± \(decimal(accuracy.standardError, fractionDigits: 1)) %, "
      + "best \(decimal(accuracy.best, fractionDigits: 1)) %"
  }

  /// The summary as a JSON object.
  var json: JSONValue {
    .object(
      (group.map { [("architectures", .string($0))] } ?? [])
        + [("init", .string(initialization))] + accuracy.jsonFields)
  }
}

extension AccuracySummary {
  /// The fields of a JSON object.
  var jsonFields: [(key: String, value: JSONValue)] {
    [
      ("mean", .number(mean, fractionDigits: 2)),
      ("standardError", .number(standardError, fractionDigits: 2)),
      ("best", .number(best, fractionDigits: 2)),
    ]
  }
}

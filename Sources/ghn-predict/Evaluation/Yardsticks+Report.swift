import FineTuning
import JSONText

extension Yardsticks {
  /// What a person should compare a network's accuracy with.
  var line: String {
    "without a network: chance \(decimal(chance, fractionDigits: 1)), nearest centroid "
      + "\(decimal(nearestCentroid, fractionDigits: 1)), logistic regression "
      + "\(decimal(logisticRegression, fractionDigits: 1)) %"
  }

  /// The three as a JSON object.
  var json: JSONValue {
    .object([
      ("chance", .number(chance, fractionDigits: 2)),
      ("nearestCentroid", .number(nearestCentroid, fractionDigits: 2)),
      ("logisticRegression", .number(logisticRegression, fractionDigits: 2)),
    ])
  }
}

import FineTuning
import JSONText

extension Yardsticks {
  /// What a person should compare a network's accuracy with.
  var line: String {
    "without a network: chance \(decimal(chance, places: 1)), nearest centroid "
      + "\(decimal(nearestCentroid, places: 1)), logistic regression "
      + "\(decimal(logisticRegression, places: 1)) %"
  }

  /// The three as a JSON object.
  var json: JSONValue {
    .object([
      ("chance", .number(chance, places: 2)),
      ("nearestCentroid", .number(nearestCentroid, places: 2)),
      ("logisticRegression", .number(logisticRegression, places: 2)),
    ])
  }
}

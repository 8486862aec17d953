package import JSONText

extension RankingReport {
  /// The report as the fields of a JSON object.
  package var jsonFields: [(key: String, value: JSONValue)] {
    [
      ("n", .integer(count)), ("ties", .integer(tiedScores)), ("kendall", kendall.json),
      ("spearman", spearman.json), ("pearson", pearson.json), ("top", .integer(top)),
      ("precision", precision.json), ("ndcg", discountedGain.json), ("regret", regret.json),
    ]
  }
}

extension RankingReport.Estimate {
  fileprivate var json: JSONValue {
    .object([
      ("value", value.map(JSONValue.real) ?? .null),
      ("standard_error", standardError.map(JSONValue.real) ?? .null),
    ])
  }
}

extension FewLabelReport {
  /// The report as one JSON object.
  package var json: JSONValue {
    .object([
      ("labels", .integer(labels)), ("n", .integer(others)), ("draws", .integer(draws.count)),
      ("kendall", kendall.json), ("spearman", spearman.json), ("pearson", pearson.json),
      ("rmse", error.json),
    ])
  }
}

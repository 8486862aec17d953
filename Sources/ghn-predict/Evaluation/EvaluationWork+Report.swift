import Evaluation

extension EvaluationWork {
  /// The networks of some rows, with the reasons why they could not be evaluated.
  func leftOut(_ rows: [EvaluationRow]) -> [LeftOutNetwork] {
    rows.map { row in
      let (number, kind) = subject(ofRow: row.row)
      return LeftOutNetwork(
        index: networks[number].index, title: networks[number].title, initialization: kind,
        error: CommandFailure(
          status: .malformedInput, message: row.error ?? "", suggestion: row.suggestion))
    }
  }
}

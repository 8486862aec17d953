import ArgumentParser

/// The options by which a predictor learns from some of a table's labels.
struct LabelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Let a predictor learn from so many labels of --truth, drawn at random, and add it to the scores \
      of the others.
      """, valueName: "count"))
  var labels: Int?

  @Option(
    help: ArgumentHelp(
      "How often labels are drawn, from --seed on; the report has mean and standard error.",
      valueName: "count"))
  var draws = 5

  func validate() throws {
    try labels.map { try (2...Int.max).check($0, of: "labels") }
    try (1...1000).check(draws, of: "draws")
  }
}

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
    if let labels, labels < 2 { throw ValidationError("--labels must be at least 2.") }
    if !(1...1000).contains(draws) { throw ValidationError("--draws must be from 1 to 1000.") }
  }
}

import ArchitectureSearch
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

  @Option(
    help: ArgumentHelp(
      """
      Let an encoder of the list's architectures learn without labels first, and compare them by what it \
      makes of them. Between commas: flow (what becomes of random vectors in the graph), scores (those of \
      --score), ghn (what a GHN makes of the networks), hypernetwork (the weights of small networks that \
      classify noise or --data); or none, to leave it as it is drawn.
      """, valueName: "targets"), transform: PretrainingTarget.list)
  var encoder: PretrainingTarget.List?

  func validate() throws {
    try labels.map { try (2...Int.max).check($0, of: "labels") }
    try (1...1000).check(draws, of: "draws")
    if encoder != nil && labels == nil { throw ValidationError("--encoder needs --labels.") }
  }
}

extension PretrainingTarget {
  /// The targets of an option; none leave the encoder as it is drawn.
  struct List: Hashable {
    let targets: [PretrainingTarget]
  }

  /// Targets between commas, or the word `none`.
  static func list(_ text: String) throws -> List {
    if text == "none" { return List(targets: []) }
    return List(
      targets: try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
        guard let target = PretrainingTarget(rawValue: String(word)) else {
          let all = PretrainingTarget.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("'\(word)' is unknown; known are \(all).")
        }
        return target
      })
  }
}

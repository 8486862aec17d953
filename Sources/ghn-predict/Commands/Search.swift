import ArchitectureSampling
import ArchitectureSearch
import ArgumentParser
import FileBytes
import JSONText
import Pictures

/// Searches a space of architectures.
struct Search: ComputingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search a space for the architecture of the highest score.",
    discussion: """
      Regularized evolution, or random search, within a budget. The best candidate is written to \
      --output as JSON that 'predict', 'evaluate' and 'fine-tune' take. The candidates are kept in \
      --history, by which --resume goes on with an interrupted search.

      EXAMPLES
        ghn-predict search --space nas-bench-201 --score naswot -o best.json
        ghn-predict fine-tune best.json --data fashion-mnist -o best.safetensors
      """)

  @Option(
    help: ArgumentHelp(
      "The space: \(NamedSpaces.names.joined(separator: ", ")).", valueName: "name"))
  var space: String

  @Option(
    help: ArgumentHelp(
      "The score that is to be high: \(Score.single.map(\.rawValue).joined(separator: ", ")).",
      valueName: "score"),
    completion: .list(Score.single.map(\.rawValue)), transform: Score.one)
  var score: Score

  @Option(help: ArgumentHelp("How candidates are found.", valueName: "name"))
  var method = SearchMethod.evolution

  @Option(help: ArgumentHelp("How many candidates are scored.", valueName: "count"))
  var evaluations = 200

  @Option(help: ArgumentHelp("After how long the search ends.", valueName: "minutes"))
  var minutes: Double?

  @Option(help: ArgumentHelp("How many members a population has.", valueName: "count"))
  var population = 32

  @Option(
    help: ArgumentHelp(
      "Of how many members the best has a descendant. (default: 8, or all of a smaller population)",
      valueName: "count"))
  var sample: Int?

  @Option(
    help: ArgumentHelp("The most trainable parameters, as 600000 or 6e5.", valueName: "count"),
    transform: wholeNumber)
  var maxParams: Int?

  @Option(help: ArgumentHelp("The most operations for an image.", valueName: "count"))
  var maxFlops: Double?

  @OptionGroup var scores: ScoreArguments

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the best is written.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Option(
    help: ArgumentHelp("Where all candidates are written, as they are scored.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var history: String?

  @Flag(help: "Go on with the search whose --history it is.")
  var resume = false

  @Flag(help: "Overwrite the files if they exist.")
  var force = false

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    if NamedSpaces.space(named: space) == nil {
      throw ValidationError(
        "--space: '\(space)' is none of \(NamedSpaces.names.joined(separator: ", ")).")
    }
    if score.isAggregate {
      throw ValidationError(
        "\(score.rawValue) orders a list; a search needs a score of each candidate.")
    }
    if resume && history == nil { throw ValidationError("--resume needs a --history.") }
    for (name, number) in [
      ("evaluations", evaluations), ("population", population), ("sample", sampleCount),
    ] {
      try (1...10_000_000).check(number, of: name)
    }
    if sampleCount > population { throw ValidationError("--sample must be at most --population.") }
    try checkMinutes(minutes, of: "minutes")
    if let output, !output.lowercased().hasSuffix(".json"), !isFolder(output) {
      throw ValidationError("The output '\(output)' must end in .json.")
    }
  }

  func run() throws {
    guard let space = NamedSpaces.space(named: space) else { return }
    var named = NamedFiles()
    named.grow(history, as: "--history")
    named.replace(output, as: "--output")
    scores.noteInputs(in: &named)
    try named.check()
    var file = try output.map { path in try TextOutput(path: path, overwriting: force) }
    let visited = try search(space)
    guard let best = visited.best else {
      throw CommandFailure(
        status: .incomplete, message: "expected a candidate to score, found no time for any")
    }
    try file?.write(best.json + "\n")
    try file?.finish()
    let report =
      result.json
      ? "\(json(of: best, visited: visited.count))"
      : "best of \(visited.count - visited.leftOut.count): \(score.rawValue) "
        + "\(scoreText(best.score))\n\(best.text)"
    try Terminal.standardOutput.writeResult(report)
    if let output { tellWritten(output, isQuiet: common.quiet) }
    let leftOut = visited.leftOut
    for candidate in leftOut.prefix(20) {
      Terminal.standardError.write(
        "[\(candidate.number)] \(lineTitle(candidate.text)): left out: "
          + printable(candidate.failure ?? "") + "\n")
    }
    if leftOut.count > 20 {
      Terminal.standardError.write("and \(leftOut.count - 20) more without scores\n")
    }
    if !leftOut.isEmpty { throw ExitCode.failure }
  }

  /// Of how many members the best has a descendant.
  private var sampleCount: Int { sample ?? min(8, population) }

  private func search(
    _ space: some TextualSpace
  ) throws -> [VisitedCandidate] {
    let scorer = try scores.scorer([score], seed: result.seed)
    let options = SearchOptions(
      method: method == .random ? .random : .evolution(population: population, sample: sampleCount),
      evaluations: evaluations, minutes: minutes, seed: result.seed,
      parameterLimit: maxParams, operationLimit: maxFlops)
    let record = try history.map { (path) throws in
      try SearchHistory(
        path: path,
        settings: options.settings(
          space: self.space, score: score.rawValue, scorer: scorer,
          genotypes: genotype.options),
        existing: .init(resuming: resume, overwriting: force))
    }
    let progress =
      common.showsProgress ? Progress("searching", total: evaluations) : nil
    defer { progress?.end() }
    var search = try SpaceSearch(space, options: options, wishes: genotype.options)
    return try search.run(recordingIn: record) { _ in
      progress?.add(1)
      return true
    } score: { (_, architecture) throws(SearchError) in
      try scorer(architecture)[0]
    }
  }

  /// The best candidate as one JSON object.
  private func json(of best: VisitedCandidate, visited: Int) -> JSONValue {
    .object([
      ("architecture", .string(best.text)), ("score", .string(score.rawValue)),
      ("value", .real(best.score)), ("found_at", .integer(best.number)),
      ("evaluations", .integer(visited)),
    ])
  }
}

/// How candidates are found.
enum SearchMethod: String, ExpressibleByArgument, CaseIterable {
  case evolution, random
}

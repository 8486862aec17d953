import ArchitectureSearch
import ArgumentParser
import Concurrency
import Distributed
import Evaluation
import FileBytes

/// Orders a list of architectures without training them.
struct Rank: ComputingCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Order architectures by scores that need no training.",
    discussion: """
      LIST has an architecture a line: a NAS-Bench-201 string, ENAS rows, JSON as for 'predict', or \
      the path of a file; or it is a table (CSV) with a column of them. Each gets every score: \
      params, flops, naswot, jacob_cov, synflow, zico, expressivity, progressivity, trainability, \
      complexity (the four of az-nas, which aggregates them), vote (of all but the sizes), predicted and predicted-loss \
      (accuracy and loss with predicted parameters), tuned and tuned-loss (after --steps steps of \
      training). More is better.

      With --json standard output gets a line of JSON an architecture; -o writes the lines to a \
      file instead, as they are computed. With --truth the scores are compared with a column of a \
      table, by Kendall's tau-b and others, each with a standard error; with --labels a predictor \
      learns from some of them, and the others tell how well.

      EXAMPLES
        ghn-predict rank cells.txt --score params,naswot,az-nas
        ghn-predict rank cells.csv --score synflow --channels 8 --cells 1 -o scores.jsonl
        ghn-predict rank cells.csv --score predicted --data fashion-mnist \\
          --truth cells.csv --column accuracy --json
      """)

  @Argument(
    help: ArgumentHelp("The architectures.", valueName: "list"), completion: .file())
  var list: String

  @Option(
    help: ArgumentHelp("The scores, between commas; the first decides.", valueName: "scores"),
    transform: Score.list)
  var score: [Score]

  @Option(help: ArgumentHelp("How many architectures, from the first.", valueName: "count"))
  var limit: Int?

  @OptionGroup var scores: ScoreArguments

  @Option(
    help: ArgumentHelp(
      "A table of the same architectures, with what is true of them.",
      valueName: "table"), completion: .file(extensions: ["csv", "txt"]))
  var truth: String?

  @Option(
    help: ArgumentHelp("The table's column, by its name or how that begins.", valueName: "name"))
  var column: String?

  @OptionGroup var fewLabels: LabelArguments

  @Option(
    help: ArgumentHelp(
      "How many are chosen for precision, nDCG and regret, and printed.",
      valueName: "count"))
  var top = 10

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the lines of scores are written.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var output: String?

  @Flag(help: "Go on with an output that was interrupted.")
  var resume = false

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Score isomorphic cells of a NAS-Bench once, the first of them.")
  var isomorphicOnce = false

  @Option(help: ArgumentHelp("Score only a part of the list, as 2/8.", valueName: "i/n"))
  var shard = Shard.whole

  @Option(
    help: ArgumentHelp(
      "Where a picture of the first score and the truth is written.",
      valueName: "file"), completion: .file(extensions: ["svg"]))
  var plot: String?

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    if score.isEmpty { throw ValidationError("--score needs a score.") }
    try limit.map { try (1...Int.max).check($0, of: "limit") }
    try (1...Int.max).check(top, of: "top")
    if (truth == nil) != (column == nil) {
      throw ValidationError("--truth and --column go together.")
    }
    if fewLabels.labels != nil && truth == nil {
      throw ValidationError("--labels needs a --truth.")
    }
    if plot != nil && truth == nil { throw ValidationError("--plot needs a --truth.") }
    if resume && output == nil { throw ValidationError("--resume needs an --output.") }
    if resume && force { throw ValidationError("--resume and --force contradict each other.") }
  }

  func run() throws {
    let isPartial = try sharingWork { group in
      try withThreads(try common.threadCount(among: group)) { try rank(among: group) }
    }
    if isPartial { throw ExitCode.failure }
  }

  /// Ranks together with other processes, or alone; rank 0 writes and prints.
  ///
  /// - Returns: whether architectures were left out.
  private func rank(among group: any Communicator) throws -> Bool {
    let isFirst = group.rank == 0
    let table = try ArchitectureTable(path: list)
    let scorer = try scores.scorer(score, seed: result.seed)
    let truths = try truth.map { (path) throws in
      try TruthColumn(path, column ?? "", for: table)
    }
    var ranking = try Ranking(
      table, count: min(limit ?? table.count, table.count), shard: shard, scorer: scorer,
      options: genotype.options, output: isFirst ? try scoreOutput(for: table, scorer) : nil,
      sharesForms: isomorphicOnce)
    let progress =
      common.showsProgress && isFirst ? Progress("scoring", total: ranking.pendingCount) : nil
    defer { progress?.end() }
    try ranking.run(among: group) { progress?.add($0) }
    progress?.end()
    guard isFirst else { return false }
    ranking.addAggregates(of: score)
    try report(ranking, truths, data: scorer.probe.name)
    for line in ranking.leftOutLines { Terminal.standardError.write(line + "\n") }
    return ranking.leftOutCount > 0
  }

  /// Prints what was found, and writes what was asked for.
  private func report(_ ranking: Ranking, _ truths: TruthColumn?, data: String) throws {
    guard let truths else {
      if result.json && output == nil { return try writeLines(of: ranking) }
      return try Terminal.standardOutput.writeResult(try ranking.table(top: top, score))
    }
    var report = try truths.report(of: ranking, score, data: data, result.seed, top)
    if let labels = fewLabels.labels {
      report.predictor = try truths.fewLabelRanking(
        of: ranking, score, labels: labels,
        seeds: (0..<UInt64(fewLabels.draws)).map { result.seed &+ $0 }
      ) { names, features in
        try fewLabels.encoder.map { wanted in
          try EncoderTraining(
            targets: wanted.targets, seed: result.seed, ghn: scores.ghn, options: genotype.options,
            showsProgress: common.showsProgress
          )
          .encoder(of: names, scores: features)
        }
      }
    }
    if result.json && output == nil { try writeLines(of: ranking) }
    try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
    if let plot { try truths.writePlot(of: ranking, score[0], to: plot, overwriting: force) }
  }

  private func writeLines(of ranking: Ranking) throws {
    for place in ranking.scored.indices {
      try Terminal.standardOutput.writeResult(try ranking.line(at: place, score))
    }
  }

  private func scoreOutput(
    for table: ArchitectureTable, _ scorer: NetworkScorer
  ) throws -> Ranking.Output? {
    guard let output else { return nil }
    let header = ScoreLines.Header(
      list: list, architectures: table.count, scores: scorer.scores.map(\.rawValue),
      settings: "data \(scorer.probe.name), batch \(scores.batch), batches \(scores.batches), "
        + "steps \(scores.steps), repetitions \(scores.repetitions), init \(scores.initialization.rawValue), seed \(result.seed), "
        + "shard \(shard.number)/\(shard.count), once \(isomorphicOnce), \(genotype.options)")
    return try Ranking.Output(
      path: output, header: header,
      existing: resume ? .kept : force ? .emptied : .refused)
  }
}

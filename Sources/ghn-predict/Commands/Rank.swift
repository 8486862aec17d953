import ArchDAG
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
      A list has an architecture a line: a NAS-Bench-201 string, ENAS rows, JSON as for 'predict', or \
      the path of a file, from the folder where the command runs; or it is a table (CSV) with a column \
      of them, or a list in JSON, as 'sample' \
      writes it. Several words are networks, each as for 'predict'. Each gets every score: \
      params, flops, naswot, jacob_cov, synflow, zico, expressivity, progressivity, trainability, \
      complexity (the four of az-nas, which aggregates them), vote (of all but the sizes), predicted and predicted-loss \
      (accuracy and loss with predicted parameters), tuned and tuned-loss (after --steps steps of \
      training). More is better.

      With --json standard output gets a line of JSON an architecture, also for one without scores \
      (its "error" says why); -o writes the lines to a file instead, as they are computed. With --truth the scores are compared with a column of a \
      table, by Kendall's tau-b and others, each with a standard error; with --labels a predictor \
      learns from some of them, and the others tell how well.

      EXAMPLES
        ghn-predict rank cells.txt --score params,naswot,az-nas
        ghn-predict rank resnet50.onnx vit.onnx --score flops,synflow
        ghn-predict rank cells.csv --score synflow --channels 8 -o scores.jsonl
        ghn-predict rank cells.csv --score predicted --data fashion-mnist \\
          --truth cells.csv --column accuracy --json
      """)

  @Argument(
    help: ArgumentHelp(
      "A list of architectures, - for one on standard input; or networks.",
      valueName: "list|networks"),
    completion: .file())
  var architectures: [String]

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
      "How many are chosen for precision, nDCG and regret; without --truth, how many are printed.",
      valueName: "count"))
  var top = 10

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the lines of scores are written.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var output: String?

  @Flag(help: "Go on with an output that was interrupted, or with those of all shards in one.")
  var resume = false

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Score isomorphic cells of a NAS-Bench once, the first of them.")
  var isomorphicOnce = false

  @Option(
    help: ArgumentHelp("Score only a part of the list, as 2/8.", valueName: "i/n"),
    transform: Shard.argument)
  var shard = Shard.whole

  @Option(
    help: ArgumentHelp(
      "Where a picture of the first score and the truth is written.",
      valueName: "file"), completion: .file(extensions: ["svg"]))
  var plot: String?

  @OptionGroup var result: ListResultArguments

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
    try checkPicture(plot)
    if plot != nil && truth == nil { throw ValidationError("--plot needs a --truth.") }
    if resume && output == nil { throw ValidationError("--resume needs an --output.") }
    if resume && force { throw ValidationError("--resume and --force contradict each other.") }
  }

  func run() throws {
    let isPartial = try sharingWork { group in
      try withThreads(try common.threadCount(among: group)) {
        try namedFiles.check()
        if architectures.contains("-") { try expectAlone(group, for: "standard input") }
        if architectures.count == 1, let list = try list(architectures[0]) {
          return try rank(list, among: group)
        }
        for case .file(let path) in architectures.map(ArchitectureInput.init) {
          // What cannot be opened is left out later.
          if let source = try? ArchitectureSource(path: path) { try genotype.check(source) }
        }
        return try rank(architectures, among: group)
      }
    }
    if isPartial { throw ExitCode.failure }
  }

  /// The files that may not be one.
  private var namedFiles: NamedFiles {
    var named = NamedFiles()
    named.grow(output, as: "--output")
    named.replace(plot, as: "--plot")
    for word in architectures {
      if case .file(let path) = ArchitectureInput(word) {
        named.read(path, as: "the architectures")
      }
    }
    named.read(truth, as: "--truth")
    scores.noteInputs(in: &named)
    return named
  }

  /// The list that a word by itself names; `nil` for a network.
  private func list(_ word: String) throws -> ArchitectureTable? {
    let input = ArchitectureInput(word)
    let file = try input.listFile()
    if ArchitectureSource(file).isONNX { return nil }
    let list = try ArchitectureTable(file)
    if case .text = input, !list.isList { return nil }
    return list
  }

  /// Ranks together with other processes, or alone; rank 0 writes and prints.
  ///
  /// - Returns: whether architectures were left out.
  private func rank(_ list: some CandidateList, among group: any Communicator) throws -> Bool {
    let isFirst = group.rank == 0
    try checkOutput(for: list)
    let scoring = try listScoring()
    let truths = try truth.map { (path) throws in
      try TruthColumn(path: path, column: column ?? "", for: list)
    }
    if isFirst, resume, let output, !common.quiet, (try? MappedFile(path: output)) == nil {
      Terminal.standardError.write("note: there is no '\(output)' to go on with; it is begun\n")
    }
    let file =
      try isFirst
      ? output.map { (path) throws in
        try ScoreFile(
          path: path, of: list, scoring, existing: .init(resuming: resume, overwriting: force))
      } : nil
    var ranking = ListRanking(list, scoring, file: file)
    let progress =
      common.showsProgress && isFirst ? Progress("scoring", total: ranking.pendingCount) : nil
    defer { progress?.end() }
    let printsLines = result.json && output == nil
    var failures: [ScoredArchitecture] = []
    try ranking.run(among: group) { entry in
      if printsLines && entry.failure != nil { failures.append(entry) }
      progress?.add(1)
      return true
    }
    progress?.end()
    guard isFirst else { return false }
    if ranking.indices.isEmpty, let first = ranking.leftOut.first, let reason = first.failure {
      let title = first.name.isEmpty ? "" : " \(lineTitle(first.name)):"
      // A line that cannot be read says its file itself.
      let file = (list as? ArchitectureTable)?.path ?? ""
      let location = file.isEmpty || first.name.isEmpty ? "" : "\(file): "
      throw CommandFailure(
        status: .malformedInput,
        message: "\(location)[\(first.index)]\(title) \(ranking.linePrefix(of: first))\(reason)")
    }
    if printsLines { try writeLines(of: ranking, and: failures) }
    try report(ranking, of: list, truths, probe: scoring.scorer.probe)
    if let output { tellWritten(output, isQuiet: common.quiet) }
    for line in ranking.leftOutLines { Terminal.standardError.write(line + "\n") }
    return ranking.leftOutCount > 0
  }

  /// Refuses an output that is the file of one of the list's networks.
  private func checkOutput(for list: some CandidateList) throws {
    guard let output, let file = try? MappedFile(path: output), file.count > 0 else { return }
    var named = NamedFiles()
    named.grow(output, as: "--output")
    for index in 0..<list.count {
      // What cannot be read is left out later.
      guard let text = try? list.text(at: index), !Architecture.isText(text) else { continue }
      named.read(text, as: "a network of the list")
    }
    try named.check()
  }

  private func listScoring() throws -> ListScoring {
    var scoring = ListScoring(score, by: try scores.scorer(score, seed: result.seed))
    scoring.genotypes = genotype.options
    scoring.limit = limit
    scoring.shard = shard
    scoring.scoresFormsOnce = isomorphicOnce
    return scoring
  }

  /// Prints what was found, and writes what was asked for.
  private func report<List: CandidateList>(
    _ ranking: ListRanking<List>, of list: List, _ truths: TruthColumn?, probe: Probe
  ) throws {
    guard let truths else {
      if result.json { return }
      return try Terminal.standardOutput.writeResult(try ranking.table(top: top, score))
    }
    let comparison = try RankingComparison(ranking, with: truths)
    let report = RankingTable(
      list: list.title, column: truths.name, data: probe.name, seed: result.seed,
      secondsPerArchitecture: ranking.secondsPerArchitecture,
      rows: score.map { score in
        .init(
          score: score.rawValue,
          report: comparison.report(of: score, top: top, seed: result.seed))
      },
      predictor: try fewLabels.labels.map {
        try fewLabelReport(of: comparison, labels: $0, probe: probe)
      })
    try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
    if let plot {
      var output = try TextOutput(path: plot, overwriting: force)
      try output.write(comparison.plot(of: score[0]))
      try output.finish()
    }
  }

  /// How well a predictor orders the architectures whose labels it is not told.
  private func fewLabelReport(
    of comparison: RankingComparison<some CandidateList>, labels: Int, probe: Probe
  ) throws -> FewLabelReport {
    try comparison.fewLabelReport(
      labels: labels,
      draws: .init(fewLabels.draws, from: result.seed),
      encoder: try fewLabels.encoder.map { try encoder(toward: $0.targets, of: comparison, probe) })
  }

  /// An encoder that learns from the architectures without labels.
  private func encoder(
    toward targets: [PretrainingTarget], of comparison: RankingComparison<some CandidateList>,
    _ probe: Probe
  ) throws -> PretrainedEncoder {
    let options = PretrainedEncoder.Options(targets: targets, seed: result.seed)
    let progress = common.showsProgress ? Progress("learning", total: options.steps) : nil
    defer { progress?.end() }
    return try PretrainedEncoder(
      try comparison.names(), options: options, scores: comparison.features,
      ghn: targets.contains(.ghn) ? try scores.ghn.read().model : nil, genotypes: genotype.options,
      probe: probe
    ) { _ in
      progress?.add(1)
      return true
    }
  }

  /// Writes a line for each architecture in the order of the list, also for those without scores.
  private func writeLines(
    of ranking: ListRanking<some CandidateList>, and failures: [ScoredArchitecture]
  ) throws {
    var failures = failures.sorted { $0.index < $1.index }[...]
    func writeFailures(before index: Int) throws {
      while let first = failures.first, first.index < index {
        try Terminal.standardOutput.writeResult(first.line(of: score))
        failures.removeFirst()
      }
    }
    for position in ranking.indices.indices {
      try writeFailures(before: ranking.indices[position])
      try Terminal.standardOutput.writeResult(try ranking.entry(at: position).line(of: score))
    }
    try writeFailures(before: .max)
  }
}

import ArchDAG
import ArgumentParser
import Concurrency
import Distributed
import Evaluation
import FileBytes
import FineTuning
import GHN
import ImageData
import ProcessMemory
import ParameterFiles
import Tensors

/// Measures how well networks do with predicted parameters.
struct Evaluate: ComputingCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the accuracy of networks with predicted parameters.",
    discussion: """
      Predicts the parameters of each network, lets it classify the images in the order of their \
      file, and prints the percentage that it classifies rightly. Batch norms take the \
      statistics of each batch, unless --running-statistics measures running ones on images of the train split \
      first. --calibrate writes the parameters with these statistics, so that the network works \
      in evaluation mode elsewhere. --parameters tests weights that were saved, with the running \
      statistics of their file if --running-statistics asks for them.

      Networks are shared among the processes that mpirun or srun start. With --rows each is on disk \
      as soon as it is done, and --resume does the rest, with any number of processes; --shard does a \
      part, as in a job array, and the files of all parts, one behind the other, are one of the whole.

      EXAMPLES
        ghn-predict evaluate resnet50-32.onnx --data fashion-mnist --limit 1000
        ghn-predict evaluate --architectures list.json --data cifar10/ --init he
        ghn-predict evaluate --sample small-test --data fashion-mnist --summary
        ghn-predict evaluate net.onnx --data fashion-mnist --calibrate -o w.onnx
        ghn-predict evaluate net.onnx --data cifar10/ --parameters w.safetensors
        ghn-predict evaluate --sample deep --data mine/ --rows 2.jsonl --shard 2/8
      """)

  @OptionGroup var options: ComparisonArguments

  var common: CommonArguments { options.run.common }

  @Option(help: "The part of the data set.")
  var split: DataSplit = .test

  @Option(
    help: ArgumentHelp(
      "A file of one network's weights to test: .safetensors or the .index.json of several, "
        + "PyTorch's .pt, or .onnx.",
      valueName: "file"), completion: .file(extensions: ["safetensors", "json", "pt", "onnx"]))
  var parameters: String?

  @Option(
    help: ArgumentHelp(
      """
      Fit each network's class layer to so many images of the train split first, in closed form, \
      as 'fit' does.
      """, valueName: "images"))
  var fit: Int?

  @Flag(help: "Let batch norms use running statistics, measured on the train split.")
  var runningStatistics = false

  @Flag(help: "Write the parameters of one network with running statistics to --output.")
  var calibrate = false

  @Flag(help: "Print only means over the networks of a list or split.")
  var summary = false

  @Flag(
    help: """
      Say how alike each network's tensors of one shape are: the mean of |cos|, near 1 where a GHN \
      gives every layer the same weights.
      """)
  var diversity = false

  @Option(
    help: ArgumentHelp(
      "Where to write a line of JSON for each network as soon as it is done.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var rows: String?

  @Flag(help: "Evaluate only what the rows' file lacks.")
  var resume = false

  @Option(
    help: ArgumentHelp("Evaluate only a part of the networks, as 2/8.", valueName: "i/n"),
    transform: Shard.argument)
  var shard: Shard?

  func validate() throws {
    if let fit { try (2...1 << 24).check(fit, of: "fit") }
    if fit != nil && split == .train {
      throw ValidationError("--fit learns from the train split, on which --split train would test.")
    }
    if resume && rows == nil { throw ValidationError("--resume needs --rows.") }
    if shard != nil && rows == nil { throw ValidationError("--shard needs --rows.") }
    if resume && options.run.force {
      throw ValidationError("--resume and --force contradict each other.")
    }
    if calibrate && rows != nil { throw ValidationError("--calibrate keeps no --rows.") }
    if calibrate != (options.run.output != nil) {
      throw ValidationError(
        calibrate ? "--calibrate needs an --output." : "--output needs --calibrate.")
    }
    if options.calibrationBatches != nil && !calibrate && !runningStatistics {
      throw ValidationError("--calibration-batches asks for --running-statistics or --calibrate.")
    }
    if calibrate && !options.namesOne {
      throw ValidationError("--calibrate takes one network, with parameters of one kind.")
    }
    guard parameters != nil else { return }
    guard options.networks.namesOne, options.initializations.isEmpty, options.run.ghn.ghn == nil,
      rows == nil
    else {
      throw ValidationError("--parameters takes one network, and neither --init, --ghn nor --rows.")
    }
  }

  func run() throws {
    keepFreedMemory()
    let isPartial = try sharingWork { group in
      for (name, isUsed) in [
        ("--calibrate", calibrate), ("--parameters", parameters != nil),
        ("standard input", options.networks.readsStandardInput),
      ] where isUsed {
        try expectAlone(group, for: name)
      }
      return try withThreads(try options.run.common.threadCount(among: group)) {
        try evaluate(among: group)
      }
    }
    if isPartial { throw ExitCode.failure }
  }

  /// Evaluates together with other processes, or alone; rank 0 writes and prints.
  ///
  /// - Returns: whether networks were left out.
  private func evaluate(among group: any Communicator) throws -> Bool {
    try namedFiles.check()
    let data = try options.images.images(split)
    let train = try trainSplit(split == .train ? data : nil)
    let networks = try options.chosenNetworks(for: data)
    if let parameters {
      return try evaluate(networks, with: parameters, on: data, train)
    }
    let model = try options.model()
    let work = try work(networks, by: model?.model, on: data, train)
    let isFirst = group.rank == 0
    var rows = try EvaluationRows(
      path: isFirst ? rows : nil, evaluation: work.fingerprint, count: work.count,
      existing: .init(resuming: resume, overwriting: options.run.force))
    let missing = (shard ?? .whole).indices(of: work.count).filter { rows.done[$0] == nil }
    let progress =
      options.run.common.showsProgress && isFirst
      ? Progress("evaluating", total: missing.count) : nil
    defer { progress?.end() }
    var outputs = SeparateOutputs()
    if calibrate {
      let result = try work.result(ofRow: 0)
      // What was measured is told even where the parameters cannot be written.
      outputs.attempt {
        try options.write(result.parameters, result.statistics, of: networks[0])
      }
      try rows.add(work.row(0, result))
    } else {
      try work.run(missing, among: group, suggestion: \.suggestion) { row in
        try rows.add(row)
        progress?.add(1)
      }
    }
    progress?.end()
    guard isFirst else { return false }
    guard rows.done.count == work.count else {
      let failed = work.leftOut(work.networks(in: rows).failed)
      for network in failed { Terminal.standardError.write(network.line + "\n") }
      if !options.run.common.quiet {
        Terminal.standardError.write(
          "\(rows.done.count) of \(work.count) networks are in \(self.rows ?? "")\n")
      }
      return !failed.isEmpty
    }
    let (found, failed) = work.networks(in: rows)
    let isPartial = try printReport(
      found, work.leftOut(failed), of: networks, by: work.evaluation, train, ghn: model)
    try outputs.finish()
    return isPartial
  }

  /// The files that may not be one.
  private var namedFiles: NamedFiles {
    var named = NamedFiles()
    named.grow(rows, as: "--rows")
    named.replace(options.run.output, as: "--output")
    options.noteInputs(in: &named)
    named.read(parameters, as: "--parameters")
    return named
  }

  /// The train split, which not every data set has, or why it cannot be read.
  ///
  /// - Parameter known: the split, where it is read already.
  /// - Returns: the images, or the error.
  /// - Throws: `DataError` where the networks need it.
  private func trainSplit(_ known: ImageDataset?) throws -> Result<ImageDataset, DataError> {
    if let known { return .success(known) }
    do throws(DataError) {
      return .success(try options.images.images(.train))
    } catch {
      if fit != nil || calibrate || runningStatistics && parameters == nil { throw error }
      return .failure(error)
    }
  }

  /// What is to be done.
  private func work(
    _ networks: ChosenNetworks, by model: GraphHyperNetwork?, on data: ImageDataset,
    _ train: Result<ImageDataset, DataError>
  ) throws -> EvaluationWork {
    var work = EvaluationWork(
      of: networks, from: options.kinds, by: model,
      as: try evaluation(on: data, train, norms: measuredNorms(train)), split: split)
    work.comparesTensors = diversity
    return work
  }

  private func evaluation(
    on data: ImageDataset, _ train: Result<ImageDataset, DataError>, norms: NetworkEvaluation.Norms
  ) throws -> NetworkEvaluation {
    let lastLayer = try fit.map { count in
      NetworkEvaluation.Fit(
        LastLayerFit(
          imageCount: count, batchSize: options.run.batch,
          seed: options.run.result.seed), to: try train.get())
    }
    return NetworkEvaluation(
      images: data, limit: options.run.limit, batchSize: options.run.batch, norms: norms,
      seed: options.run.result.seed, limits: options.run.memory.limits, fit: lastLayer)
  }

  /// Where batch norms take their statistics from, if not from a file.
  private func measuredNorms(_ train: Result<ImageDataset, DataError>) throws
    -> NetworkEvaluation.Norms
  {
    guard runningStatistics || calibrate else { return .batch }
    return .calibrated(options.calibration, on: try train.get())
  }

  /// Evaluates the one network with weights that were saved.
  private func evaluate(
    _ networks: ChosenNetworks, with path: String, on data: ImageDataset,
    _ train: Result<ImageDataset, DataError>
  ) throws -> Bool {
    let network = networks[0]
    let saved = try SavedParameters(path: path, of: network.architecture)
    if !saved.removedPrefix.isEmpty && !options.run.common.quiet {
      Terminal.standardError.write(
        "note: \(path): left out of every name: \(saved.removedPrefix)\n")
    }
    if let note = saved.unusedNote, !options.run.common.quiet {
      Terminal.standardError.write("note: \(path): \(note)\n")
    }
    let norms: NetworkEvaluation.Norms =
      runningStatistics && !calibrate
      ? .given(try saved.completeStatistics()) : try measuredNorms(train)
    var fixed = network.fixed
    for (name, tensor) in saved.fixed { fixed[name] = tensor }
    let evaluation = try evaluation(on: data, train, norms: norms)
    let result = try evaluation.result(
      of: network.architecture, parameters: saved.parameters, fixed: fixed)
    var outputs = SeparateOutputs()
    if calibrate {
      outputs.attempt { try options.write(result.parameters, result.statistics, of: network) }
    }
    let row = EvaluatedNetwork(
      network, on: data, initialization: path,
      measurement: .init(
        top1: result.accuracy.top1, seconds: result.seconds,
        meanCosine: diversity ? ParameterDiversity(of: result.parameters)?.meanCosine : nil,
        unboundedCount: result.accuracy.unboundedCount))
    let isPartial = try printReport([row], [], of: networks, by: evaluation, train, ghn: nil)
    try outputs.finish()
    return isPartial
  }

  /// Prints what was found of all networks; answers whether some were left out.
  private func printReport(
    _ found: [EvaluatedNetwork], _ failed: [LeftOutNetwork], of networks: ChosenNetworks,
    by evaluation: NetworkEvaluation, _ train: Result<ImageDataset, DataError>,
    ghn: NamedModel?
  ) throws -> Bool {
    let leftOut = networks.leftOut + failed
    if found.isEmpty, let first = leftOut.first { throw first.failure }
    var report = try EvaluationReport(
      found, by: evaluation, split: split, ghn: ghn?.name, train: train)
    report.leftOut = leftOut
    report.notes = networks.networks.compactMap { $0.noteOnClasses(of: evaluation.images) }
    report.notes += report.unboundedNotes
    if fit == nil, let note = ghn?.note(on: evaluation.images) { report.notes.append(note) }
    report.isSummary = summary
    try Terminal.standardOutput.writeResult(
      options.run.result.json ? "\(report.json)" : report.table)
    for network in leftOut { Terminal.standardError.write(network.line + "\n") }
    return !leftOut.isEmpty
  }
}

import ArchDAG
public import ArgumentParser
import Distributed
import FileBytes
public import Evaluation
import GHN
import ImageData
import ParameterFiles
import ProcessMemory
import Tensors
import Training

extension NetworkInitialization: ExpressibleByArgument {}

/// Measures how well networks do with predicted parameters.
struct Evaluate: ComputingCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the accuracy of networks with predicted parameters.",
    discussion: """
      Predicts the parameters of each network, lets it classify the images in the order of their \
      file, and prints the percentage that it classifies rightly. Batch norms take the moments of \
      each batch, unless --running-statistics measures running ones on images of the train split \
      first. --calibrate writes the parameters with these statistics, so that the network works \
      in evaluation mode elsewhere.

      Networks are shared among the processes that mpirun or srun start. With --rows each is on disk \
      as soon as it is done, and --resume does the rest, with any number of processes; --shard does a \
      part, as in a job array, and the files of all parts, one behind the other, are one of the whole.

      EXAMPLES
        ghn-predict evaluate resnet50-32.onnx --data fashion-mnist --limit 1000
        ghn-predict evaluate --architectures list.json --data cifar10/ --init he
        ghn-predict evaluate --sample small-test,small-wide --data fashion-mnist --summary
        ghn-predict evaluate net.onnx --data fashion-mnist --calibrate -o w.onnx
        ghn-predict evaluate --sample deep --data fashion-mnist --rows 2.jsonl --shard 2/8
      """)

  @OptionGroup var networks: NetworkArguments

  @OptionGroup var images: DataArguments

  @Option(help: "The part of the data set.")
  var split: DataSplit = .test

  @Option(help: ArgumentHelp("How many images, from the first. (default: all)", valueName: "count"))
  var limit: Int?

  @Option(help: ArgumentHelp("How many images at a time.", valueName: "count"))
  var batch = 64

  @Option(
    name: .customLong("init"),
    help: "Where parameters come from; may be given several times. (default: predicted)")
  var initializations: [NetworkInitialization] = []

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

  @Option(
    help: ArgumentHelp(
      "How many batches running statistics are measured on.", valueName: "count"))
  var calibrationBatches = 50

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where --calibrate writes: .safetensors, .npz or .onnx (the input, its weights filled in).",
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

  @Flag(help: "Print only means over the networks of a list or split.")
  var summary = false

  @Option(
    help: ArgumentHelp(
      "Where to write a line of JSON for each network as soon as it is done.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var rows: String?

  @Flag(help: "Evaluate only what the rows' file lacks.")
  var resume = false

  @Option(help: ArgumentHelp("Evaluate only a part of the networks, as 2/8.", valueName: "i/n"))
  var shard: Shard?

  @Flag(help: "Overwrite the output, or the rows' file, if it exists.")
  var force = false

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    for case (let name, let number?, let range) in [
      ("limit", limit, 1...Int.max), ("batch", batch, 1...1 << 20),
      ("fit", fit, 2...1 << 24),
      ("calibration-batches", calibrationBatches, 1...1 << 20),
    ] {
      try range.check(number, of: name)
    }
    if resume && rows == nil { throw ValidationError("--resume needs --rows.") }
    if shard != nil && rows == nil { throw ValidationError("--shard needs --rows.") }
    if resume && force { throw ValidationError("--resume and --force contradict each other.") }
    if calibrate && rows != nil { throw ValidationError("--calibrate keeps no --rows.") }
    guard calibrate else {
      if output != nil { throw ValidationError("--output needs --calibrate.") }
      return
    }
    guard networks.namesOne, initializations.count < 2 else {
      throw ValidationError("--calibrate takes one network, with parameters of one kind.")
    }
    guard let output else { throw ValidationError("--calibrate needs an --output.") }
    try ParameterFileFormat.check(output)
  }

  func run() throws {
    keepFreedMemory()
    let isPartial = try sharingWork { group in
      if calibrate && !group.isAlone {
        throw CommandFailure(
          status: .wrongUsage,
          message: "--calibrate: expected a single process, found \(group.size)")
      }
      return try evaluate(among: group)
    }
    if isPartial { throw ExitCode.failure }
  }

  /// Evaluates together with other processes, or alone; rank 0 writes and prints.
  ///
  /// - Returns: whether networks were left out.
  private func evaluate(among group: any Communicator) throws -> Bool {
    let work = try work()
    if let output { try work.networks.checkWritable(output, overwriting: force) }
    let isFirst = group.rank == 0
    var rows = try EvaluationRows(
      path: isFirst ? rows : nil, evaluation: work.fingerprint, count: work.count,
      existing: resume ? .kept : force ? .emptied : .refused)
    let missing = (shard ?? .whole).indices(of: work.count).filter { rows.done[$0] == nil }
    let progress =
      common.showsProgress && isFirst ? Progress("evaluating", total: missing.count) : nil
    defer { progress?.end() }
    let threads = try common.threadCount(among: group)
    if calibrate {
      try rows.add(try calibrate(work, threads: threads))
    } else {
      try work.run(missing, among: group, threads: threads) { row throws(CommandFailure) in
        try rows.add(row)
        progress?.add(1)
      }
    }
    progress?.end()
    return isFirst ? try printReport(of: rows, work) : false
  }

  /// What is to be done.
  private func work() throws -> EvaluationWork {
    let data = try images.images(split)
    let networks = try networks.networks(
      classCount: data.classCount, options: genotype.options)
    let kinds = initializations.isEmpty ? [.predicted] : initializations
    let model = try kinds.contains(where: \.isPredicted) ? ghn.read() : nil
    let train = train(besides: data)
    let evaluation = NetworkEvaluation(
      images: data, limit: limit, batchSize: batch,
      norms: isCalibrated
        ? .calibrated(
          NormCalibration(
            batchCount: calibrationBatches, batchSize: max(2, batch), seed: result.seed),
          on: try train ?? images.images(.train)) : .batch, seed: result.seed,
      limits: memory.limits, fit: try lastLayerFit(train: train))
    return EvaluationWork(
      networks: networks, kinds: kinds, evaluation: evaluation, model: model?.model,
      modelName: model?.name,
      settings:
        "\(split) \(limit ?? 0) \(batch) \(isCalibrated) \(calibrationBatches) \(result.seed)"
        + (fit.map { " fit \($0)" } ?? ""))
  }

  private var isCalibrated: Bool { runningStatistics || calibrate }

  /// Evaluates one network, and writes its parameters with the statistics of its batch norms.
  private func calibrate(
    _ work: EvaluationWork, threads: Int
  ) throws(CommandFailure) -> EvaluationRows.Row {
    let result: NetworkEvaluation.Result
    do {
      result = try work.result(of: 0, threads: threads)
    } catch {
      throw CommandFailure(error)
    }
    if let output {
      try work.networks.write(
        result.parameters, to: output,
        statistics: .init(tensors: result.statistics, batchCount: calibrationBatches),
        overwriting: force)
    }
    return work.row(0, EvaluationOutcome(result), evaluation: work.fingerprint)
  }

  /// Prints what is known of all networks, or how many are missing; answers whether some were left
  /// out.
  private func printReport(
    of rows: EvaluationRows, _ work: EvaluationWork
  ) throws(CommandFailure) -> Bool {
    guard rows.done.count == work.count else {
      if !common.quiet {
        Terminal.standardError.write(
          "\(rows.done.count) of \(work.count) networks are in \(self.rows ?? "")\n")
      }
      return false
    }
    let (found, failed) = work.reportRows(of: rows)
    let leftOut = work.networks.leftOut + failed
    if found.isEmpty, let first = leftOut.first { throw first.failure }
    let data = work.evaluation.images
    let report = EvaluationReport(
      ghn: work.modelName, data: data.name, split: split,
      images: min(limit ?? data.count, data.count), batchSize: batch,
      isCalibrated: isCalibrated, fittedImages: fit,
      yardsticks: try yardsticks(on: data, learningFrom: train(besides: data)), rows: found,
      leftOut: leftOut, isSummary: summary)
    try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
    for network in leftOut { Terminal.standardError.write(network.line + "\n") }
    return !leftOut.isEmpty
  }

  /// The train split; `nil` where there is none.
  private func train(besides data: ImageDataset) -> ImageDataset? {
    split == .train ? data : try? images.images(.train)
  }

  private func lastLayerFit(
    train: ImageDataset?
  ) throws(CommandFailure) -> NetworkEvaluation.Fit? {
    guard let fit else { return nil }
    let train = if let train { train } else { try images.images(.train) }
    return .init(
      LastLayerFit(imageCount: min(fit, train.count), batchSize: batch, seed: result.seed),
      to: train)
  }

  private func yardsticks(
    on data: ImageDataset, learningFrom train: ImageDataset?
  ) throws(CommandFailure) -> Yardsticks? {
    guard let train else { return nil }
    do {
      return try Yardsticks(
        on: data, limit: limit, learningFrom: train, threads: common.threadCount)
    } catch {
      throw CommandFailure(error)
    }
  }
}

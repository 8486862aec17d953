import ArchDAG
public import ArgumentParser
public import Evaluation
import GHN
import ImageData
import ParameterFiles
import ProcessMemory
import Synchronization
import Tensors

extension NetworkInitialization: ExpressibleByArgument {}

/// Measures how well networks do with predicted parameters.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the accuracy of networks with predicted parameters.",
    discussion: """
      Predicts the parameters of each network, lets it classify the images in the order of their \
      file, and prints the percentage that it classifies rightly. Batch norms take the moments of \
      each batch, unless --running-statistics measures running ones on images of the train split \
      first. --calibrate writes the parameters with these statistics, so that the network works \
      in evaluation mode elsewhere.

      EXAMPLES
        ghn-predict evaluate resnet50-32.onnx --data fashion-mnist --limit 1000
        ghn-predict evaluate --architectures list.json --data cifar10/ --init he
        ghn-predict evaluate --sample small-test,small-wide --data fashion-mnist --summary
        ghn-predict evaluate net.onnx --data fashion-mnist --calibrate -o w.onnx
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

  @Flag(help: "Overwrite the output if it exists.")
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
      ("calibration-batches", calibrationBatches, 1...1 << 20),
    ] {
      try range.check(number, of: name)
    }
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
    let data = try images.images(split)
    let networks = try networks.networks(
      classCount: data.classCount, options: genotype.options)
    if let output {
      try networks.checkWritable(output, overwriting: force)
    }
    let kinds = initializations.isEmpty ? [.predicted] : initializations
    let model = try kinds.contains(where: \.isPredicted) ? ghn.read() : nil
    let isCalibrated = runningStatistics || calibrate
    let evaluation = NetworkEvaluation(
      images: data, limit: limit, batchSize: batch,
      norms: isCalibrated
        ? .calibrated(
          NormCalibration(
            batchCount: calibrationBatches, batchSize: max(2, batch), seed: result.seed),
          on: split == .train ? data : try images.images(.train)) : .batch, seed: result.seed,
      limits: memory.limits)
    let progress = progress(of: networks.titles.count * kinds.count)
    defer { progress?.end() }
    var rows: [EvaluationReport.Row] = []
    var leftOut = networks.leftOut
    for kind in kinds {
      let found = try evaluate(
        networks, by: evaluation, kind: kind, model: model?.model, progress: progress)
      rows += found.rows
      leftOut += found.leftOut
    }
    progress?.end()
    if rows.isEmpty, let first = leftOut.first { throw first.failure }
    let report = EvaluationReport(
      ghn: model?.name, data: data.name, split: split,
      images: min(limit ?? data.count, data.count), batchSize: batch,
      isCalibrated: isCalibrated, rows: rows, leftOut: leftOut, isSummary: summary)
    try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
    for network in leftOut { Terminal.standardError.write(network.line + "\n") }
    if !leftOut.isEmpty { throw ExitCode.failure }
  }

  private func evaluate(
    _ networks: ChosenNetworks, by evaluation: NetworkEvaluation, kind: NetworkInitialization,
    model: GraphHyperNetwork?, progress: Progress?
  ) throws(CommandFailure) -> (rows: [EvaluationReport.Row], leftOut: [LeftOutNetwork]) {
    let results = Mutex<[Int: Result<NetworkEvaluation.Result, EvaluationError>]>([:])
    let keepsParameters = calibrate
    evaluation.evaluate(
      count: networks.titles.count, initialization: kind, from: model,
      threads: common.threadCount,
      report: { place, result in
        // Parameters are many: they are kept only where they are to be written.
        results.withLock {
          $0[place] = keepsParameters ? result : result.map(\.withoutParameters)
        }
        progress?.add(1)
      }, architecture: { networks.architectures[$0] })
    let found = results.withLock { $0 }
    if let output, case .success(let result) = found[0] {
      try networks.write(
        result.parameters, to: output,
        statistics: .init(tensors: result.statistics, batchCount: calibrationBatches),
        overwriting: force)
    }
    var rows: [EvaluationReport.Row] = []
    var leftOut: [LeftOutNetwork] = []
    for place in networks.titles.indices {
      switch found[place] {
      case .success(let result):
        rows.append(
          EvaluationReport.Row(
            architecture: networks.titles[place], group: networks.groups[place],
            parameters: networks.architectures[place].trainableCount, initialization: kind,
            top1: result.accuracy.top1, seconds: result.seconds))
      case .failure(let error):
        leftOut.append(
          LeftOutNetwork(
            index: networks.indices[place], architecture: networks.titles[place],
            initialization: kind, failure: CommandFailure(error)))
      case nil: break
      }
    }
    return (rows, leftOut)
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of count: Int) -> Progress? {
    common.showsProgress ? Progress("evaluating", total: count) : nil
  }
}

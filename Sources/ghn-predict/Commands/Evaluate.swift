import ArchDAG
public import ArgumentParser
import FoundationEssentials
import GHN
import ImageData
import Kernels
import Synchronization
import Tensors
public import Training

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
        ghn-predict evaluate net.onnx --data fashion-mnist --calibrate -o w.npz
      """)

  @Argument(help: "The networks, each as for 'predict'.")
  var architecture: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of further networks, such as a list of genotypes in JSON.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var architectures: String?

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
    help: ArgumentHelp("Where --calibrate writes: .safetensors or .npz.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @OptionGroup var ghn: GHNArguments

  @Option(help: "What random numbers follow from.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "How many threads work at the same time. (default: one for each processor)",
      valueName: "count"))
  var threads: Int?

  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    if architecture.isEmpty && architectures == nil {
      throw ValidationError("Name a network, or a list with --architectures.")
    }
    for case (let name, let number?, let least) in [
      ("limit", limit, 1), ("batch", batch, 1), ("threads", threads, 1),
      ("calibration-batches", calibrationBatches, 1),
    ] where number < least {
      throw ValidationError("--\(name) must be at least \(least).")
    }
    guard calibrate else {
      if output != nil { throw ValidationError("--output needs --calibrate.") }
      return
    }
    guard architecture.count == 1, architectures == nil, initializations.count < 2 else {
      throw ValidationError("--calibrate takes one network, with parameters of one kind.")
    }
    let format = output.flatMap(OutputFormat.init(path:))
    guard format == .safetensors || format == .npz else {
      throw ValidationError("--calibrate needs an --output that ends in .safetensors or .npz.")
    }
  }

  func run() throws {
    keepFreedMemory()
    try NetworkWeightFile.checkWritable(output, overwriting: force)
    let networks = try EvaluatedNetworks(
      words: architecture, list: architectures, options: genotype.options)
    let kinds = initializations.isEmpty ? [.predicted] : initializations
    let model = try kinds.contains(where: \.isPredicted) ? ghn.read() : nil
    let data = try images.images(split)
    let isCalibrated = runningStatistics || calibrate
    let evaluation = NetworkEvaluation(
      images: data, limit: limit, batchSize: batch,
      norms: isCalibrated
        ? .calibrated(
          NormCalibration(batchCount: calibrationBatches, batchSize: max(2, batch), seed: seed),
          on: split == .train ? data : try images.images(.train)) : .batch, seed: seed)
    let progress = progress(of: networks.titles.count * kinds.count)
    defer { progress?.end() }
    var rows: [EvaluationReport.Row] = []
    for kind in kinds {
      rows += try evaluate(
        networks, by: evaluation, kind: kind, model: model?.model, progress: progress)
    }
    progress?.end()
    let report = EvaluationReport(
      ghn: model?.name, data: data.name, split: split,
      images: min(limit ?? data.count, data.count), batchSize: batch,
      isCalibrated: isCalibrated, rows: rows)
    try Terminal.standardOutput.writeResult(json ? "\(report.json)" : report.table)
  }

  private func evaluate(
    _ networks: EvaluatedNetworks, by evaluation: NetworkEvaluation, kind: NetworkInitialization,
    model: GraphHyperNetwork?, progress: Progress?
  ) throws(CommandFailure) -> [EvaluationReport.Row] {
    let results = Mutex<[Int: NetworkEvaluation.Result]>([:])
    let keepsParameters = calibrate
    do {
      try evaluation.evaluate(
        count: networks.titles.count, initialization: kind, from: model,
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
        report: { place, result in
          // Parameters are many: they are kept only where they are to be written.
          results.withLock { $0[place] = keepsParameters ? result : result.withoutParameters }
          progress?.add(1)
        }, architecture: { networks.architectures[$0] })
    } catch {
      throw CommandFailure(error)
    }
    let found = results.withLock { $0 }
    if let output, let result = found[0] {
      let file = NetworkWeightFile(
        architecture: networks.architectures[0], parameters: result.parameters,
        statistics: result.statistics, batchCount: calibrationBatches)
      try file.write(to: output, overwriting: force)
    }
    return networks.titles.indices.compactMap { place in
      found[place].map { result in
        EvaluationReport.Row(
          architecture: networks.titles[place],
          parameters: networks.architectures[place].trainableCount, initialization: kind,
          top1: result.evaluation.top1, seconds: result.seconds)
      }
    }
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of count: Int) -> Progress? {
    let isWanted = !quiet && Terminal.standardError.isInteractive
    return isWanted ? Progress("evaluating", total: count) : nil
  }
}

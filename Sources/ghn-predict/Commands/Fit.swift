import ArchDAG
import ArgumentParser
import Evaluation
import FineTuning
import GHN
import ImageData
import ParameterFiles
import ProcessMemory
import Tensors

/// Fits the class layer of a network with predicted parameters in closed form.
struct Fit: ComputingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit the class layer of a network with predicted parameters, in seconds.",
    discussion: """
      Predicts the parameters of a network, measures the statistics of its batch norms on the \
      data, and solves the layer that tells the classes by ridge regression over some labeled \
      images, its penalty chosen by leaving one out. So the network tells any classes, as many \
      as it has outputs. The same with He's random weights stands beside it: what the difference \
      is, prediction is worth.

      EXAMPLES
        ghn-predict fit resnet18-32.onnx --data fashion-mnist -o filled.onnx
        ghn-predict fit net.onnx --data digits/ --images 1000 --limit 300
      """)

  @Argument(help: "The network, as for 'predict'.")
  var architecture: String

  @OptionGroup var data: DataArguments

  @Option(help: ArgumentHelp("How many images of the train split to fit to.", valueName: "count"))
  var images = 4000

  @Option(
    help: ArgumentHelp(
      "How many images of the test split to measure on. (default: all)", valueName: "count"))
  var limit: Int?

  @Option(help: ArgumentHelp("How many images at a time.", valueName: "count"))
  var batch = 64

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write the parameters: .safetensors, .npz or .onnx (the input, its weights filled in).",
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var result: ResultArguments

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    for case (let name, let number?, let range) in [
      ("images", images, 2...1 << 24), ("limit", limit, 1...Int.max), ("batch", batch, 2...1 << 20),
    ] {
      try range.check(number, of: name)
    }
    if let output { try ParameterFileFormat.check(output) }
  }

  func run() throws {
    keepFreedMemory()
    let (train, test) = (try data.images(.train), try data.images(.test))
    let input = ArchitectureInput(architecture)
    let source = try input.open()
    let network = try genotype.network(in: source)
    if let output {
      try ParameterFile.checkWritable(output, of: source, as: network, overwriting: force)
    }
    let model = try ghn.read()
    let calibration = NormCalibration(batchCount: 50, batchSize: batch, seed: result.seed)
    let keepsStatistics = network.keepsRunningStatistics
    let evaluation = NetworkEvaluation(
      images: test, limit: limit, batchSize: batch,
      norms: keepsStatistics ? .calibrated(calibration, on: train) : .batch, seed: result.seed,
      limits: memory.limits,
      fit: .init(
        LastLayerFit(
          imageCount: images, batchSize: batch, seed: result.seed), to: train))
    var rows: [EvaluationReport.Row] = []
    for kind in [NetworkInitialization.predicted, .he] {
      let found = try evaluation.result(
        of: network, initialization: kind, from: model.model)
      if kind == .predicted, let output {
        let file = try ParameterFile(
          path: output, of: source, as: network,
          statistics: .init(tensors: found.statistics, batchCount: calibration.batchCount),
          overwriting: force)
        try file.write(found.parameters)
        try file.finish()
      }
      rows.append(
        EvaluationReport.Row(
          architecture: input.title, group: nil, family: nil, parameters: network.trainableCount,
          imageExtents: (try? test.fitted(to: network))?.networkShape.extents ?? [],
          initialization: kind.rawValue, top1: found.accuracy.top1, seconds: found.seconds))
    }
    let report = EvaluationReport(
      ghn: model.name, data: test.name, split: .test,
      images: min(limit ?? test.count, test.count), batchSize: batch,
      isCalibrated: keepsStatistics, fittedImages: min(images, train.count),
      yardsticks: try Yardsticks(
        on: test, limit: limit, learningFrom: train), rows: rows,
      leftOut: [], notes: [], isSummary: false)
    try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
  }
}

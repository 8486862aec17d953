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

  @OptionGroup var options: RunArguments

  var common: CommonArguments { options.common }

  func validate() throws {
    try (2...1 << 24).check(images, of: "images")
    try (2...1 << 20).check(options.batch, of: "batch")
  }

  func run() throws {
    keepFreedMemory()
    let (train, test) = (try data.images(.train), try data.images(.test))
    let input = ArchitectureInput(architecture)
    let source = try input.open()
    try options.genotype.check(source)
    let network = try source.architecture(options.genotype.options, for: test)
    let fixed = try source.fixedNumbers(of: network)
    try options.checkOutput(of: source, as: network)
    let model = try options.ghn.read { train }
    let evaluation = NetworkEvaluation(
      fitting: LastLayerFit(
        imageCount: images, batchSize: options.batch, seed: options.result.seed),
      to: train, of: network, on: test, limit: options.limit, limits: options.memory.limits)
    var networks: [EvaluatedNetwork] = []
    for kind in [NetworkInitialization.predicted, .he] {
      let found = try evaluation.result(
        of: network, initialization: kind, from: model.model, fixed: fixed)
      if kind == .predicted {
        let calibration = evaluation.calibration ?? NormCalibration()
        try options.write(
          found.parameters,
          .init(tensors: found.statistics, batchCount: calibration.batchCount), of: source,
          as: network)
      }
      networks.append(
        EvaluatedNetwork(
          title: input.title, network, on: test, initialization: kind.rawValue,
          measurement: .init(top1: found.accuracy.top1, seconds: found.seconds)))
    }
    let report = try EvaluationReport(
      networks, by: evaluation, ghn: model.name, train: .success(train))
    try Terminal.standardOutput.writeResult(options.result.json ? "\(report.json)" : report.table)
  }
}

public import ArgumentParser
import Evaluation
import GHN
import ImageData
import ParameterFiles
import Tensors

extension NetworkInitialization: ExpressibleByArgument {}

/// The options of the commands that let networks classify images, from several initializations.
struct ComparisonArguments: ParsableArguments {
  @OptionGroup var networks: NetworkArguments

  @OptionGroup var images: DataArguments

  @Option(
    name: .customLong("init"),
    help: "Where parameters come from; may be given several times. (default: predicted)")
  var initializations: [NetworkInitialization] = []

  @Option(help: ArgumentHelp("How many images at a time.", valueName: "count"))
  var batch = 64

  @Option(
    help: ArgumentHelp(
      "How many images to test on, from the first. (default: all)", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "How many batches of the train split running statistics are measured on.",
      valueName: "count"))
  var calibrationBatches = 50

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      Where to write the parameters of one network, with its running statistics: .safetensors, \
      .npz or .onnx (the input, its weights filled in).
      """,
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

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
    if let output { try ParameterFileFormat.check(output) }
    let isDrawnOnly =
      networks.sample != nil && networks.architecture.isEmpty && networks.architectures == nil
    for (name, number) in [
      ("channels", genotype.channels), ("cells", genotype.cells),
      ("input-size", genotype.inputSize),
    ] where isDrawnOnly && number != nil {
      throw ValidationError("--\(name) shapes networks that are named, not those of --sample.")
    }
  }

  /// Whether it is one network, with parameters of one kind, that can be written.
  var namesOne: Bool { networks.namesOne && initializations.count < 2 }

  /// Where parameters come from, in order.
  var kinds: [NetworkInitialization] { initializations.isEmpty ? [.predicted] : initializations }

  /// How running statistics are measured.
  var calibration: NormCalibration {
    NormCalibration(batchCount: calibrationBatches, batchSize: max(2, batch), seed: result.seed)
  }

  /// Reads the hypernetwork, if one is needed.
  func model() throws -> NamedModel? {
    try kinds.contains(where: \.isPredicted) ? ghn.read() : nil
  }

  /// Reads the networks, and finds out whether the output can be written, before hours of work.
  func chosenNetworks(classCount: Int) throws -> ChosenNetworks {
    let chosen = try networks.networks(classCount: classCount, options: genotype)
    if let output, let network = chosen.networks.first, let source = network.source {
      try ParameterFile.checkWritable(
        output, of: source, as: network.architecture, overwriting: force)
    }
    return chosen
  }

  /// Writes the parameters of a network with the running statistics that were measured, and says so.
  func write(
    _ parameters: NamedTensors, _ statistics: NamedTensors, of network: ChosenNetworks.Network
  ) throws {
    guard let output, let source = network.source else { return }
    let file = try ParameterFile(
      path: output, of: source, as: network.architecture,
      statistics: .init(tensors: statistics, batchCount: calibrationBatches), overwriting: force)
    try file.write(parameters)
    try file.finish()
    guard !common.quiet else { return }
    Terminal.standardError.write("written to \(file.paths.joined(separator: " and "))\n")
  }
}

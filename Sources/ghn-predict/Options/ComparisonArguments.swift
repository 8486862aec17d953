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

  @Option(
    help: ArgumentHelp(
      "How many batches of the train split running statistics are measured on. (default: 50)",
      valueName: "count"))
  var calibrationBatches: Int?

  @OptionGroup var run: RunArguments

  func validate() throws {
    try calibrationBatches.map { try (1...1 << 20).check($0, of: "calibration-batches") }
    if let twice = initializations.enumerated().first(where: {
      initializations[..<$0.offset].contains($0.element)
    }) {
      throw ValidationError("--init \(twice.element.rawValue) stands there twice.")
    }
    let isDrawnOnly =
      networks.sample != nil && networks.architecture.isEmpty && networks.architectures == nil
    for (name, number) in [
      ("channels", run.genotype.channels), ("cells", run.genotype.cells),
      ("input-size", run.genotype.inputSize),
    ] where isDrawnOnly && number != nil {
      throw ValidationError("--\(name) shapes networks that are named, not those of --sample.")
    }
  }

  /// Notes the files that are read.
  func noteInputs(in named: inout NamedFiles) {
    for word in networks.architecture {
      if case .file(let path) = ArchitectureInput(word) { named.read(path, as: "the network") }
    }
    named.read(networks.architectures, as: "--architectures")
    named.read(data: images.data)
    named.read(try? run.ghn.path(), as: "--ghn")
  }

  /// Whether it is one network, with parameters of one kind, that can be written.
  var namesOne: Bool { networks.namesOne && initializations.count < 2 }

  /// Where parameters come from, in order.
  var kinds: [NetworkInitialization] { initializations.isEmpty ? [.predicted] : initializations }

  /// How running statistics are measured.
  var calibration: NormCalibration {
    NormCalibration(
      batchCount: calibrationBatches ?? 50, batchSize: max(2, run.batch), seed: run.result.seed)
  }

  /// Reads the hypernetwork, if one is needed, and tells it what the images look like.
  func model() throws -> NamedModel? {
    guard kinds.contains(where: \.isPredicted) else { return nil }
    return try run.ghn.read { try images.images(.train) }
  }

  /// Reads the networks, and finds out whether the output can be written, before hours of work.
  func chosenNetworks(for images: ImageDataset) throws -> ChosenNetworks {
    let chosen = try networks.networks(for: images, options: run.genotype)
    if let network = chosen.networks.first, let source = network.source {
      try run.checkOutput(of: source, as: network.architecture)
    }
    return chosen
  }

  /// Writes the parameters of a network with the running statistics that were measured, and says so.
  func write(
    _ parameters: NamedTensors, _ statistics: NamedTensors, of network: ChosenNetworks.Network
  ) throws {
    guard let source = network.source else { return }
    try run.write(
      parameters, .init(tensors: statistics, batchCount: calibration.batchCount), of: source,
      as: network.architecture)
  }
}

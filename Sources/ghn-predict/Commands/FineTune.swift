import ArchDAG
import ArgumentParser
import GHN
import ImageData
import Kernels
import Tensors
import Training

/// Trains one network from predicted or random parameters.
struct FineTune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fine-tune",
    abstract: "Train one network, from predicted or random parameters.",
    discussion: """
      Goes through the train split once in each epoch, and then tells the accuracy on the test \
      split: with running statistics where the network's batch norms keep some, else with those \
      of each batch.

      EXAMPLES
        ghn-predict fine-tune net.onnx --data fashion-mnist --epochs 3 -o w.onnx
        ghn-predict fine-tune genotype.json --data cifar10/ --init he --json
      """)

  @Argument(help: .architecture)
  var architecture: String

  @OptionGroup var images: DataArguments

  @Option(name: .customLong("init"), help: "Where the first parameters come from.")
  var initialization: NetworkInitialization = .predicted

  @Option(help: ArgumentHelp("How many times to go through the images.", valueName: "count"))
  var epochs = 1

  @Option(help: "How gradients change parameters: sgd, with momentum 0.9, or adamw.")
  var optimizer: Method = .sgd

  @Option(
    help: ArgumentHelp(
      """
      The learning rate at the beginning; it falls to 0 along a cosine. (default: 0.025, of adamw \
      0.001)
      """,
      valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "How fast weights shrink by themselves. (default: 0, of adamw 0.01)", valueName: "rate"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("How many images at a time.", valueName: "count"))
  var batch = 64

  @Option(
    help: ArgumentHelp(
      "How many images of the train split to learn from, drawn by the seed. (default: all)",
      valueName: "count"))
  var trainImages: Int?

  @Option(
    help: ArgumentHelp(
      "How many images to test on, from the first. (default: all)", valueName: "count"))
  var limit: Int?

  @Flag(help: "Mirror half of the images, drawn anew each time.")
  var flips = false

  @Option(
    help: ArgumentHelp("How many pixels to move images at most.", valueName: "pixels"))
  var shift = 0

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      """
      Where to write the trained parameters: .safetensors, .npz or .onnx (the input, its weights \
      filled in).
      """,
      valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz", "onnx"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  /// How gradients change parameters.
  enum Method: String, CaseIterable, ExpressibleByArgument {
    case sgd, adamw
  }

  func validate() throws {
    for case (let name, let number?, let least) in [
      ("epochs", epochs, 1), ("batch", batch, 2), ("train-images", trainImages, 2),
      ("limit", limit, 1), ("shift", shift, 0),
    ] where number < least {
      throw ValidationError("--\(name) must be at least \(least).")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be a number above 0.")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay.isFinite) {
      throw ValidationError("--weight-decay must be a number from 0.")
    }
    if let output { try OutputFormat.check(output) }
  }

  func run() throws {
    keepFreedMemory()
    let input = ArchitectureInput(architecture)
    let source = try input.open()
    let network = try source.architecture(genotype.options)
    if let output {
      try ParameterFile.checkWritable(
        output, overwriting: force, network: network, from: source)
    }
    let model = try initialization.isPredicted ? ghn.read() : nil
    let test = try images.images(.test)
    var report = FineTuningReport(
      architecture: input.title, ghn: model?.name, data: test.name, initialization: initialization,
      parameters: network.trainableCount)
    do {
      var tuner = try makeTuner(network, model: model?.model)
      let count = common.threadCount
      report.before = try tuner.evaluation(on: test, limit: limit, threads: count).top1
      tell(report.line(of: nil))
      for epoch in 1...epochs {
        let progress = progress(of: epoch)
        defer { progress?.end() }
        let learned = try tuner.runEpoch { _, total in progress?.add(1, of: total) }
        progress?.end()
        let top1 = try tuner.evaluation(on: test, limit: limit, threads: count).top1
        report.epochs.append(.init(learned: learned, top1: top1))
        tell(report.line(of: report.epochs.last))
      }
      if let output {
        let statistics = ParameterFile.Statistics(
          tensors: tuner.statistics, batchCount: epochs * tuner.batchesPerEpoch)
        let file = try ParameterFile(
          path: output, overwriting: force, network: network, from: source, statistics: statistics)
        try file.write(tuner.parameters)
        try file.finish()
      }
    } catch let error as TrainingError {
      throw CommandFailure(error)
    }
    if common.json { try Terminal.standardOutput.writeResult("\(report.json)") }
  }

  private func makeTuner(
    _ architecture: Architecture, model: GraphHyperNetwork?
  ) throws -> FineTuner {
    var train = try images.images(.train)
    if let trainImages, trainImages < train.count {
      train = train.holdingOut(validation: trainImages, seed: common.seed).validation
    }
    let isAdam = optimizer == .adamw
    let options = FineTuner.Options(
      optimizer: Optimizer(
        rule: isAdam ? .adamW : .sgd, weightDecay: weightDecay ?? (isAdam ? 0.01 : 0)),
      learningRate: learningRate ?? (isAdam ? 0.001 : 0.025), batchSize: batch, epochs: epochs,
      augmentation: flips || shift > 0 ? ImageAugmentation(flips: flips, shift: shift) : nil,
      seed: common.seed)
    return try FineTuner(
      architecture, initialization: initialization, from: model, images: train, options: options)
  }

  /// Prints a line as soon as it is known; with --json, for people only.
  private func tell(_ line: String) {
    guard !common.quiet || !common.json else { return }
    (common.json ? Terminal.standardError : Terminal.standardOutput).write(line + "\n")
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of epoch: Int) -> EpochProgress? {
    common.showsProgress ? EpochProgress(epoch: epoch) : nil
  }
}

/// The progress of an epoch whose count of batches is not known before its first.
private final class EpochProgress {
  private let epoch: Int
  private var progress: Progress?

  init(epoch: Int) {
    self.epoch = epoch
  }

  func add(_ count: Int, of total: Int) {
    if progress == nil { progress = Progress("epoch \(epoch)", total: total) }
    progress?.add(count)
  }

  func end() { progress?.end() }
}

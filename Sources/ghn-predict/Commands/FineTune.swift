import ArchDAG
import ArgumentParser
import Concurrency
import Evaluation
import GHN
import ImageData
import Optimization
import ParameterFiles
import ProcessMemory
import Tensors
import Training

/// Trains networks from predicted or random parameters.
struct FineTune: ComputingCommand {
  static let configuration = CommandConfiguration(
    commandName: "fine-tune",
    abstract: "Train networks, from predicted or random parameters.",
    discussion: """
      Goes through the train split once in each epoch, and then tells the accuracy on the test \
      split: with running statistics where the network's batch norms keep some, else with those \
      of each batch. Of several networks or initializations it prints a table, and on how many \
      networks the first initialization ends above each other one.

      EXAMPLES
        ghn-predict fine-tune net.onnx --data fashion-mnist --epochs 3 -o w.onnx
        ghn-predict fine-tune genotype.json --data cifar10/ --init he --json
        ghn-predict fine-tune a.onnx b.onnx --data cifar10/ --init ghn-orth --init he
      """)

  @OptionGroup var networks: NetworkArguments

  @OptionGroup var images: DataArguments

  @Option(
    name: .customLong("init"),
    help: "Where the first parameters come from; may be given several times. (default: predicted)")
  var initializations: [NetworkInitialization] = []

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

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var ghn: GHNArguments

  @OptionGroup var result: ResultArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  /// How gradients change parameters.
  enum Method: String, CaseIterable, ExpressibleByArgument {
    case sgd, adamw
  }

  func validate() throws {
    for case (let name, let number?, let range) in [
      ("epochs", epochs, 1...1 << 20), ("batch", batch, 2...1 << 20),
      ("train-images", trainImages, 2...Int.max), ("limit", limit, 1...Int.max),
      ("shift", shift, 0...1 << 10),
    ] {
      try range.check(number, of: name)
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be a number above 0.")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay.isFinite) {
      throw ValidationError("--weight-decay must be a number from 0.")
    }
    if let output {
      guard networks.namesOne, initializations.count < 2 else {
        throw ValidationError("--output takes one network, with one initialization.")
      }
      try ParameterFileFormat.check(output)
    }
  }

  func run() throws {
    keepFreedMemory()
    let data = (train: try trainSplit(), test: try images.images(.test))
    let networks = try networks.networks(
      classCount: data.test.classCount, options: genotype.options)
    if let output {
      try networks.checkWritable(output, overwriting: force)
    }
    let kinds = initializations.isEmpty ? [.predicted] : initializations
    let model = try kinds.contains(where: \.isPredicted) ? ghn.read() : nil
    let trainings = FineTunings(
      networks: networks, initializations: kinds, model: model?.model, train: data.train,
      test: data.test, limit: limit, options: options, limits: memory.limits)
    do {
      if networks.leftOut.isEmpty && trainings.count == 1 {
        let (tuner, run) = try trainOne(trainings)
        if let output { try write(tuner, of: networks, to: output) }
        guard result.json else { return }
        let json = FineTuningReport.json(of: run, ghn: model?.name, data: data.test.name)
        try Terminal.standardOutput.writeResult("\(json)")
      } else {
        let (runs, leftOut) = try trainAll(trainings)
        let report = FineTuningReport(
          ghn: model?.name, data: data.test.name, runs: runs, leftOut: leftOut)
        try Terminal.standardOutput.writeResult(result.json ? "\(report.json)" : report.table)
        if !leftOut.isEmpty { throw ExitCode.failure }
      }
    } catch let error as TrainingError {
      throw CommandFailure(error)
    }
  }

  /// Trains the only network, and tells of each epoch as soon as it has ended.
  private func trainOne(
    _ trainings: FineTunings
  ) throws(TrainingError) -> (FineTuner, FineTunedNetwork) {
    var progress: EpochProgress?
    defer { progress?.end() }
    return try trainings.train(0, threads: common.threadCount) { event in
      switch event {
      case .began(let run):
        tell(run.firstLine(of: trainings.test.name))
        progress = self.progress(of: 1)
      case .batch(_, let count): progress?.add(1, of: count)
      case .epoch(let epoch):
        progress?.end()
        tell(epoch.line)
        progress = epoch.learned.epoch < epochs ? self.progress(of: epoch.learned.epoch + 1) : nil
      }
    }
  }

  /// Trains all networks, each on one thread as long as there are enough of them, and tells people
  /// of each when it has ended.
  ///
  /// - Throws: ``CommandFailure`` if none could be trained.
  private func trainAll(
    _ trainings: FineTunings
  ) throws(CommandFailure) -> ([FineTunedNetwork], [LeftOutNetwork]) {
    for network in trainings.networks.leftOut {
      Terminal.standardError.write(network.line + "\n")
    }
    let outer = max(1, min(common.threadCount, trainings.count))
    let ends = concurrentMap(count: trainings.count, threads: outer) { place in
      let end = trainings.result(place, threads: common.threadCount / outer)
      switch end {
      case .success(let run):
        if !common.quiet { Terminal.standardError.write(run.summaryLine + "\n") }
      case .failure(let network): Terminal.standardError.write(network.line + "\n")
      }
      return end
    }
    var (runs, leftOut) = ([FineTunedNetwork](), trainings.networks.leftOut)
    for end in ends {
      switch end {
      case .success(let run): runs.append(run)
      case .failure(let network): leftOut.append(network)
      }
    }
    if runs.isEmpty, let first = leftOut.first { throw first.failure }
    return (runs, leftOut)
  }

  private func write(
    _ tuner: FineTuner, of networks: ChosenNetworks, to output: String
  ) throws(CommandFailure) {
    let statistics = ParameterFile.Statistics(
      tensors: tuner.statistics, batchCount: epochs * tuner.batchesPerEpoch)
    try networks.write(
      tuner.parameters, to: output, statistics: statistics, overwriting: force)
  }

  private func trainSplit() throws(CommandFailure) -> ImageDataset {
    let train = try images.images(.train)
    guard let trainImages, trainImages < train.count else { return train }
    return train.holdingOut(validation: trainImages, seed: result.seed).validation
  }

  /// How each network is trained.
  private var options: FineTuner.Options {
    let isAdam = optimizer == .adamw
    return FineTuner.Options(
      optimizer: Optimizer(
        rule: isAdam ? .adamW : .sgd, weightDecay: weightDecay ?? (isAdam ? 0.01 : 0)),
      learningRate: learningRate ?? (isAdam ? 0.001 : 0.025), batchSize: batch, epochs: epochs,
      augmentation: flips || shift > 0 ? ImageAugmentation(flips: flips, shift: shift) : nil,
      seed: result.seed)
  }

  /// Prints a line as soon as it is known; with --json, for people only.
  private func tell(_ line: String) {
    guard !common.quiet || !result.json else { return }
    (result.json ? Terminal.standardError : Terminal.standardOutput).write(line + "\n")
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of epoch: Int) -> EpochProgress? {
    common.showsProgress ? EpochProgress(epoch: epoch) : nil
  }
}

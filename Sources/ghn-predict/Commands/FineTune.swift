import ArchDAG
import ArgumentParser
import Evaluation
import FileBytes
import FineTuning
import GHN
import ImageData
import Optimization
import ParameterFiles
import ProcessMemory
import Tensors

/// Trains networks from predicted or random parameters.
struct FineTune: ComputingCommand {
  static let configuration = CommandConfiguration(
    commandName: "fine-tune",
    abstract: "Train networks, from predicted or random parameters.",
    discussion: """
      Goes through the train split once in each epoch. Before the first and after each, it tells \
      the accuracy on the test split: with running statistics, measured anew on the train split, \
      where the network's batch norms keep some, and with the statistics of each batch. The \
      output has these running statistics. --tests-per-epoch tests more often, and --curve draws \
      it. Of several networks or initializations it prints a \
      table, and on how many networks the first initialization ends above each other one.

      EXAMPLES
        ghn-predict fine-tune net.onnx --data fashion-mnist --epochs 3 -o w.onnx
        ghn-predict fine-tune genotype.json --data cifar10/ --init he --json
        ghn-predict fine-tune a.onnx b.onnx --data mine/ --init ghn-orth --init he
      """)

  @OptionGroup var options: ComparisonArguments

  var common: CommonArguments { options.run.common }

  @Option(help: ArgumentHelp("How many times to go through the images.", valueName: "count"))
  var epochs = 1

  @Option(
    help: ArgumentHelp(
      "How many times each network is tested in an epoch, the last time at its end; at most once a batch.",
      valueName: "count"))
  var testsPerEpoch = 1

  @Option(
    help: ArgumentHelp(
      "Where a picture of the accuracies over the epochs is written.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var curve: String?

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

  @Option(
    help: ArgumentHelp(
      "How many images of the train split to learn from, drawn by the seed. (default: all)",
      valueName: "count"))
  var trainImages: Int?

  @Flag(help: "Mirror half of the images, drawn anew each time.")
  var flips = false

  @Option(
    help: ArgumentHelp("How many pixels to move images at most.", valueName: "pixels"))
  var shift = 0

  /// How gradients change parameters.
  enum Method: String, CaseIterable, ExpressibleByArgument {
    case sgd
    case adamW = "adamw"

    /// Both spellings of AdamW are in use.
    init?(argument: String) {
      self.init(rawValue: argument == "adam-w" ? "adamw" : argument)
    }
  }

  func validate() throws {
    for case (let name, let number?, let range) in [
      ("epochs", epochs, 1...1 << 20), ("tests-per-epoch", testsPerEpoch, 1...1 << 20),
      ("batch", options.run.batch, 2...1 << 20),
      ("train-images", trainImages, 2...Int.max), ("shift", shift, 0...1 << 10),
    ] {
      try range.check(number, of: name)
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be a number above 0.")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay.isFinite) {
      throw ValidationError("--weight-decay must be a number of at least 0.")
    }
    try checkPicture(curve)
    if options.run.output != nil && !options.namesOne {
      throw ValidationError("--output takes one network, with one initialization.")
    }
  }

  func run() throws {
    keepFreedMemory()
    var named = NamedFiles()
    named.replace(curve, as: "--curve")
    named.replace(options.run.output, as: "--output")
    try named.check()
    let listener = ResultListener(keepsResults: curve != nil || options.run.output != nil)
    let train = try trainSplit()
    let test = try options.images.images(.test)
    let networks = try options.chosenNetworks(for: test)
    let model = try options.model()
    var picture = try curve.map { try TextOutput(path: $0, overwriting: options.run.force) }
    let trainings = FineTunings(
      of: networks, from: options.kinds, by: model?.model, train: train, test: test,
      measurement: .init(limit: options.run.limit, timesPerEpoch: testsPerEpoch), options: tuning)
    if let note = model?.note(on: train), !options.run.common.quiet {
      Terminal.standardError.write("note: \(note)\n")
    }
    var outputs = SeparateOutputs()
    if networks.leftOut.isEmpty && trainings.count == 1 {
      let (tuner, run) = try trainOne(trainings, data: test.name, telling: listener)
      outputs.attempt { try options.write(tuner.parameters, tuner.statistics, of: networks[0]) }
      outputs.attempt {
        try picture?.write(FineTuningCurves([run], data: test.name).svg)
        try picture?.finish()
      }
      if options.run.result.json {
        let json = FineTuningReport.json(of: run, ghn: model?.name, data: test.name)
        outputs.attempt { try Terminal.standardOutput.writeResult("\(json)") }
      }
      if let failure = listener.failure { outputs.attempt { throw failure } }
      try outputs.finish()
    } else {
      let (runs, leftOut) = try trainAll(trainings)
      outputs.attempt {
        try picture?.write(FineTuningCurves(runs, data: test.name).svg)
        try picture?.finish()
      }
      let report = FineTuningReport(
        ghn: model?.name, data: test.name, runs: runs, leftOut: leftOut)
      outputs.attempt {
        try Terminal.standardOutput.writeResult(
          options.run.result.json ? "\(report.json)" : report.table)
      }
      try outputs.finish()
      if !leftOut.isEmpty { throw ExitCode.failure }
    }
  }

  /// Trains the only network, and tells of each epoch as soon as it has ended.
  private func trainOne(
    _ trainings: FineTunings, data: String, telling listener: ResultListener
  ) throws(FineTuningError) -> (FineTuner, FineTunedNetwork) {
    var progress: EpochProgress?
    defer { progress?.end() }
    return try trainings.train(0) { event in
      switch event {
      case .began(let run):
        tell(run.firstLine(of: data), listener)
        progress = self.progress(of: 1)
      case .batch(_, let count): progress?.add(1, of: count)
      case .epoch(let epoch):
        progress?.end()
        tell(epoch.line, listener)
        progress = epoch.learned.epoch < epochs ? self.progress(of: epoch.learned.epoch + 1) : nil
      }
    }
  }

  /// Trains all networks, several at the same time, and tells people
  /// of each when it has ended.
  ///
  /// - Throws: ``CommandFailure`` if none could be trained.
  private func trainAll(
    _ trainings: FineTunings
  ) throws(CommandFailure) -> ([FineTunedNetwork], [LeftOutNetwork]) {
    for network in trainings.networks.leftOut {
      Terminal.standardError.write(network.line + "\n")
    }
    let isQuiet = options.run.common.quiet
    let (runs, leftOut) = trainings.runAll { end in
      switch end {
      case .success(let run):
        if !isQuiet { Terminal.standardError.write(run.summaryLine + "\n") }
      case .failure(let network): Terminal.standardError.write(network.line + "\n")
      }
    }
    if runs.isEmpty, let first = leftOut.first { throw first.failure }
    return (runs, leftOut)
  }

  private func trainSplit() throws -> ImageDataset {
    let train = try options.images.images(.train)
    guard let trainImages, trainImages < train.count else { return train }
    return train.holdingOut(validation: trainImages, seed: options.run.result.seed).validation
  }

  /// How each network is trained.
  private var tuning: FineTuner.Options {
    var tuning: FineTuner.Options = optimizer == .adamW ? .adamW : FineTuner.Options()
    if let weightDecay { tuning.optimizer.weightDecay = weightDecay }
    if let learningRate { tuning.learningRate = learningRate }
    tuning.batchSize = options.run.batch
    tuning.epochs = epochs
    if flips || shift > 0 {
      tuning.augmentation = ImageAugmentation(flips: flips, shift: shift)
    }
    tuning.calibration = options.calibration
    tuning.seed = options.run.result.seed
    tuning.limits = options.run.memory.limits
    return tuning
  }

  /// Prints a line as soon as it is known; with --json, for people only.
  private func tell(_ line: String, _ listener: ResultListener) {
    if !options.run.result.json {
      listener.tell(line)
    } else if !options.run.common.quiet {
      Terminal.standardError.write(line + "\n")
    }
  }

  /// Progress for a person who watches and wants to know.
  private func progress(of epoch: Int) -> EpochProgress? {
    options.run.common.showsProgress ? EpochProgress(epoch: epoch) : nil
  }
}

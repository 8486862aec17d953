import ArchDAG
import ArchitectureSampling
import ArgumentParser
import Distributed
import Evaluation
import FileBytes
import FoundationEssentials
import GHN
import ParameterFiles
import ProcessMemory
import Tensors
import Training

/// Trains a hypernetwork.
struct Train: ComputingCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a GHN on many architectures at once.",
    discussion: """
      In each step the GHN predicts the parameters of some networks, these classify images, and \
      the GHN learns from their mistakes. Architectures are drawn at random, or those of a list. \
      The training ends after so many minutes or steps, writes the GHN, and can be interrupted at \
      any time: its checkpoint, written every few minutes and at the end, is what --resume goes on \
      from.

      EXAMPLES
        ghn-predict train --data fashion-mnist --minutes 95 -o ghn.safetensors
        ghn-predict train --resume ghn.checkpoint.safetensors -o ghn.safetensors
        ghn-predict train --data cifar10/ --sample train --steps 9999 -o g.safetensors
      """)

  @Option(
    help: ArgumentHelp(
      "The images: fashion-mnist, or a folder. (default with --resume: as before)",
      valueName: "name|folder"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "A file of architectures to train on, such as a list of genotypes in JSON.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var architectures: String?

  @Option(
    help: ArgumentHelp(
      """
      The splits from whose spaces architectures are drawn by turns, between commas, as in \
      'sample'. (default: small)
      """, valueName: "splits"), transform: ArchitectureSplit.list)
  var sample: [ArchitectureSplit]?

  @Option(help: "The order of a list's architectures: shuffled, or listed. (default: shuffled)")
  var order: ArchitectureSupply.Order?

  @Option(help: ArgumentHelp("How long to train.", valueName: "minutes"))
  var minutes: Double?

  @Option(help: ArgumentHelp("How many steps to train.", valueName: "count"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "Stop when so many steps are made, with a checkpoint, whatever the training's length.",
      valueName: "step"))
  var stopAfter: Int?

  @Option(
    help: ArgumentHelp(
      "A checkpoint to go on from; its options hold, and its time counts.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      """
      A GHN to begin with, instead of random weights; its layers of classes are made to fit the \
      data's.
      """, valueName: "file"),
    completion: .file(extensions: ["safetensors", "pt"]))
  var initial: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write the GHN, a .safetensors file.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      """
      Where to write checkpoints. (default: the output with .checkpoint before its extension; with \
      --resume the same file)
      """, valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var checkpoint: String?

  @Option(help: ArgumentHelp("Minutes between two checkpoints.", valueName: "minutes"))
  var checkpointMinutes = 5.0

  @Option(
    help: ArgumentHelp(
      "Where to write a line of JSON every few steps; --resume adds to it.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var log: String?

  @Option(help: ArgumentHelp("Steps between two lines of the log.", valueName: "count"))
  var logSteps = 20

  @Option(
    help: ArgumentHelp("Where to draw loss and accuracy, an SVG.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var curve: String?

  @Option(
    help: ArgumentHelp(
      "Images of the train split to hold out for validations. (default: 1000)", valueName: "count"))
  var validationImages: Int?

  @Option(
    help: ArgumentHelp("Architectures to validate, the first of a split.", valueName: "count"))
  var validationNetworks = 8

  @Option(help: "The split that architectures to validate are from. (default: small-val)")
  var validationSplit: ArchitectureSplit?

  @Option(
    help: ArgumentHelp(
      "A file of architectures to validate instead of drawn ones.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var validationArchitectures: String?

  @Option(help: ArgumentHelp("Minutes between two validations.", valueName: "minutes"))
  var validationMinutes = 5.0

  @Option(
    help: """
      How processes that share a training (mpirun, srun) add up gradients: ordered, the same bits \
      for any number of processes, or fast.
      """)
  var reduction = GradientReduction.ordered

  @Flag(help: "Overwrite files if they exist.")
  var force = false

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Model options")
  var model: ModelArguments

  @OptionGroup(title: "Training options")
  var training: TrainingArguments

  /// Nineteen years.
  private static let longestMinutes = 1e7

  func validate() throws {
    guard ParameterFileFormat(path: output) == .safetensors else {
      throw ValidationError("The output '\(output)' must end in .safetensors.")
    }
    if architectures != nil && sample != nil {
      throw ValidationError("Give --architectures or --sample, not both.")
    }
    if minutes != nil && steps != nil {
      throw ValidationError("Give --minutes or --steps, not both.")
    }
    if resume == nil {
      if data == nil { throw ValidationError("Missing --data: the images to train on.") }
      if minutes == nil && steps == nil {
        throw ValidationError("Missing --minutes or --steps: how long to train.")
      }
    } else {
      var fixed = training.given + model.given
      if initial != nil { fixed.append("--initial") }
      if order != nil { fixed.append("--order") }
      if validationImages != nil { fixed.append("--validation-images") }
      if let option = fixed.first {
        throw ValidationError("\(option) cannot change with --resume.")
      }
    }
    if initial != nil, let option = model.given.first {
      throw ValidationError("\(option) cannot change with --initial.")
    }
    for case (let name, let number?, let range) in [
      ("steps", steps, 1...1 << 48), ("stop-after", stopAfter, 1...1 << 48),
      ("log-steps", logSteps, 1...1 << 48),
      ("validation-images", validationImages, 0...Int.max),
      ("validation-networks", validationNetworks, 0...1 << 16),
    ] {
      try range.check(number, of: name)
    }
    for case (let name, let number?) in [
      ("minutes", minutes), ("checkpoint-minutes", checkpointMinutes),
      ("validation-minutes", validationMinutes),
    ] where !(number > 0 && number <= Self.longestMinutes) {
      throw ValidationError(
        "--\(name) must be a number above 0 and at most \(Int(Self.longestMinutes)).")
    }
  }

  func run() throws {
    keepFreedMemory()
    let stop = StopRequest()
    let interruption = try sharingWork(patience: stop.patience) { group in
      try train(among: group, until: stop)
    }
    if let interruption { throw interruption }
  }

  /// Trains together with other processes, or alone; answers what is to be said where the training
  /// was interrupted.
  private func train(
    among group: any Communicator, until stop: StopRequest
  ) throws -> CommandFailure? {
    let isFirst = group.rank == 0
    if isFirst {
      for path in [output, curve].compactMap(\.self) { try checkWritable(path, replacing: force) }
      try checkWritable(checkpointPath, replacing: force || resume != nil)
    }
    let resumed = try resume.map { path throws(CommandFailure) in try readCheckpoint(path) }
    let seed = resumed?.record.options.seed ?? training.seed ?? 0
    let heldOut = resumed?.record.validationImages ?? validationImages ?? 1000
    let sources = try openSources(resumed?.record, heldOut: heldOut, seed: seed)
    var trainer = try makeTrainer(resumed, sources, seed: seed)
    trainer.limits = memory.limits
    let earlier = log.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    var run = TrainingRun(
      trainer, sources: sources, heldOut: heldOut,
      validation: try makeValidation(sources, trainer.ghn),
      intervals: .init(
        logSteps: logSteps, validationSeconds: 60 * validationMinutes,
        checkpointSeconds: 60 * checkpointMinutes),
      threads: try common.threadCount(among: group),
      shared: SharedTraining(group: group, reduction: reduction), checkpointPath: checkpointPath,
      log: isFirst ? try openLog() : nil, quiet: common.quiet)
    if resume != nil { run.continueLog(LogEntry.entries(inLines: earlier)) }
    let end = try run.run(until: stop, orAfter: stopAfter ?? .max)
    return isFirst ? try finish(run, end) : nil
  }

  /// Writes what a training has come to.
  private func finish(
    _ run: TrainingRun, _ end: TrainingRun.End
  ) throws(CommandFailure) -> CommandFailure? {
    if let curve { try writeCurve(run.entries, to: curve) }
    let progress = run.trainer.progress
    guard end == .finished else {
      return CommandFailure(
        status: .incomplete,
        message:
          "interrupted after \(progress.step) steps; the training stands in \(checkpointPath)",
        wayOut: "go on with --resume \(checkpointPath)")
    }
    do {
      try run.trainer.trained.write(to: output, overwriting: force)
    } catch {
      throw CommandFailure(writing: error)
    }
    if !common.quiet {
      Terminal.standardError.write(
        "\(progress.step) steps in \(decimal(progress.seconds / 60, places: 1)) minutes, "
          + "\(progress.skippedNetworks) networks left out; written to \(output)\n")
    }
    return nil
  }
}

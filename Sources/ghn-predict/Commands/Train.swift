import ArchitectureSampling
import ArgumentParser
import Concurrency
import Distributed
import FileBytes
import GHN
import ProcessMemory
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
        ghn-predict train --resume ghn.checkpoint.safetensors
        ghn-predict train --data mine/ --sample train --steps 9999 -o g.safetensors
      """)

  @Option(
    help: ArgumentHelp(
      """
      The images, as for 'fine-tune'; several times for data sets that networks see by turns. \
      (default with --resume: as before)
      """, valueName: "name|folder"))
  var data: [String] = []

  @Flag(
    help: """
      Tell the GHN what each data set looks like (a small mean image of each class), so that it predicts \
      other weights for each.
      """)
  var tellData = false

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

  @OptionGroup var files: TrainingFileArguments

  @Option(
    help: """
      How processes that share a training (mpirun, srun) add up gradients: ordered, the same bits \
      for any number of processes, or fast.
      """)
  var reduction = GradientReduction.ordered

  @OptionGroup var memory: MemoryArguments

  @OptionGroup var common: CommonArguments

  @OptionGroup(title: "Model options")
  var model: ModelArguments

  @OptionGroup(title: "Training options")
  var training: TrainingArguments

  @OptionGroup(title: "Teacher options")
  var teaching: TeacherArguments

  @OptionGroup(title: "Validation options")
  var validation: ValidationArguments

  func validate() throws {
    if architectures != nil && sample != nil {
      throw ValidationError("Give --architectures or --sample, not both.")
    }
    if order != nil && architectures == nil && resume == nil {
      throw ValidationError("--order asks for --architectures.")
    }
    if minutes != nil && steps != nil {
      throw ValidationError("Give --minutes or --steps, not both.")
    }
    if resume == nil {
      if data.isEmpty { throw ValidationError("Missing --data: the images to train on.") }
      if files.output == nil { throw ValidationError("Missing --output: where to write the GHN.") }
      if minutes == nil && steps == nil {
        throw ValidationError("Missing --minutes or --steps: how long to train.")
      }
    } else {
      var fixed = training.given + teaching.given + model.given
      if initial != nil { fixed.append("--initial") }
      if tellData { fixed.append("--tell-data") }
      if order != nil { fixed.append("--order") }
      fixed += validation.given
      if let option = fixed.first {
        throw ValidationError("\(option) cannot change with --resume.")
      }
    }
    if data.count > 1 && teaching.teacher != nil {
      throw ValidationError("--teacher takes one data set, for it was trained on one.")
    }
    if data.count > 64 { throw ValidationError("--data may stand up to 64 times.") }
    if resume == nil && teaching.teacher == nil, let option = teaching.given.first {
      throw ValidationError("\(option) asks for --teacher.")
    }
    if let curriculum = training.curriculum, curriculum > 0,
      architectures != nil || sample?.allSatisfy(\.space.ranksCosts) != true
    {
      throw ValidationError(
        "--curriculum asks for splits that are spread over costs, such as --sample everything.")
    }
    if initial != nil, let option = model.decidedByWeights.first {
      throw ValidationError("\(option) cannot change with --initial.")
    }
    for case (let name, let number?) in [("steps", steps), ("stop-after", stopAfter)] {
      try (1...1 << 48).check(number, of: name)
    }
    try checkMinutes(minutes, of: "minutes")
  }

  func run() throws {
    keepFreedMemory()
    let stop = StopRequest()
    let failures = try sharingWork(patience: stop.patience) { group in
      try withThreads(try common.threadCount(among: group)) {
        try train(among: group, until: stop)
      }
    }
    try SeparateOutputs(failures: failures).finish()
  }

  /// Trains together with other processes, or alone; answers what went wrong when the files were
  /// written, and where the training stands if it was interrupted.
  private func train(
    among group: any Communicator, until stop: StopRequest
  ) throws -> [CommandFailure] {
    let isFirst = group.rank == 0
    let resumed = try resume.map { try TrainingCheckpoint(path: $0) }
    let record = run(resumed?.record.run)
    let outputs = try files.outputs(record, resuming: resume)
    var locks: [OutputLock] = []
    if isFirst {
      try namedFiles(record, resumed?.record).check()
      try outputs.check(overwriting: files.force, resuming: resumed?.record.run, from: resume)
      locks = try outputs.lock()
    }
    defer { withExtendedLifetime(locks) {} }
    let sources = try openSources(resumed)
    let trainer = try makeTrainer(resumed, sources)
    if let steps, steps < trainer.progress.step {
      throw CommandFailure(
        status: .wrongUsage,
        message:
          "--steps: expected more than the \(trainer.progress.step) steps that are made, found "
          + "\(steps)")
    }
    var run = TrainingRun(
      trainer, sources: sources, checkpointPath: outputs.checkpoint,
      validation: try sources.validation(record, for: trainer.ghn, limits: memory.limits),
      record: record,
      log: isFirst ? try openLog(record.log) : nil,
      shared: SharedTraining(group: group, reduction: reduction))
    if resume != nil, let log = record.log { run.continueLog(inFile: log) }
    var reporter = TrainingReporter(common, isSilent: !isFirst, stop: stop)
    reporter.say(firstLine(of: trainer, sources))
    let pauses = PauseWatch()
    do throws(TrainingError) {
      let end = try run.run(
        report: { reporter.report($0) }, pausedSeconds: { pauses.seconds }, stoppingAfter: stopAfter
      ) {
        stop.isMade
      }
      reporter.end()
      return isFirst ? finish(run, end, outputs, reporter, stop) : []
    } catch {
      reporter.end()
      throw lost(&run, error, outputs)
    }
  }

  /// Saves what can be saved where other processes are gone: this one stands between two steps.
  private func lost(
    _ run: inout TrainingRun, _ error: TrainingError, _ outputs: TrainingOutputs
  ) -> CommandFailure {
    var failure = CommandFailure(error)
    guard case .processes(let reason) = error else { return failure }
    if case .difference = reason { return failure }
    guard run.isFirst, (try? run.writeCheckpoint()) != nil else { return failure }
    failure.suggestion =
      "the training stands in \(outputs.checkpoint), after "
      + "\(counted(run.trainer.progress.step, "step")); "
      + "go on with: \(outputs.resumption(forced: files.force))"
    return failure
  }

  /// Writes what the training has come to, and says so; answers what could not be written, and where the
  /// training stands if it was interrupted.
  private func finish(
    _ run: TrainingRun, _ end: TrainingRun.End, _ outputs: TrainingOutputs,
    _ reporter: TrainingReporter, _ stop: StopRequest
  ) -> [CommandFailure] {
    var run = run
    let progress = run.trainer.progress
    let results = run.writeResults(of: end, to: outputs, overwriting: files.force)
    if results.hasGHN {
      reporter.say(
        "\(counted(progress.step, "step")) in \(duration(progress.seconds)), "
          + "\(counted(progress.skippedNetworks, "network")) left out; written to \(outputs.ghn)")
    }
    var failures = results.failures.map { CommandFailure($0) }
    if let lost = run.lostLines {
      failures.append(
        CommandFailure(
          status: .unwritableOutput,
          message: "\(lost.first): \(counted(lost.count, "line")) of the log "
            + (lost.count == 1 ? "is" : "are") + " missing"))
    }
    if end == .interrupted && results.hasCheckpoint {
      failures.append(
        CommandFailure(
          status: stop.status,
          message: (progress.step < stopAfter ?? .max ? "interrupted" : "stopped by --stop-after")
            + " after \(counted(progress.step, "step")); the training stands in \(outputs.checkpoint)",
          suggestion: "go on with: \(outputs.resumption(forced: files.force))"))
    }
    return failures
  }
}

extension TrainingOutputs {
  /// The command that goes on with the training, as a shell reads it.
  fileprivate func resumption(forced: Bool) -> String {
    "ghn-predict train --resume \(shellWord(checkpoint))" + (forced ? " --force" : "")
  }
}

/// A word that a shell takes for one, whatever it holds.
private func shellWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || "/._-+=:@%".utf8.contains(byte)
  }
  guard !isPlain || text.isEmpty else { return text }
  return "'"
    + text.split(separator: "'", omittingEmptySubsequences: false)
    .joined(separator: "'\\''") + "'"
}

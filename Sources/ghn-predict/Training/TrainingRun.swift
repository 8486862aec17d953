import Distributed
import Evaluation
import FileBytes
import GHN
import TensorFiles
import Training

/// A training from its first step to its last, with its log, its validations and its checkpoints.
///
/// Where several processes share it, all of them run it; rank 0 alone writes files and speaks.
struct TrainingRun {
  /// How often things are done beside steps.
  struct Intervals {
    /// After how many steps a line of the log is written.
    var logSteps: Int
    var validationSeconds: Double
    var checkpointSeconds: Double
  }

  var trainer: MetaTrainer
  let sources: TrainingSources
  let heldOut: Int
  let validation: Validation?
  let intervals: Intervals
  let threads: Int
  let shared: SharedTraining
  let checkpointPath: String
  let log: AppendedFile?
  /// Whether a person watches.
  let showsProgress: Bool
  let quiet: Bool

  /// The log's entries so far.
  private(set) var entries: [LogEntry] = []
  private var meter = LogMeter()
  private var hasWarned = false

  init(
    _ trainer: MetaTrainer, sources: TrainingSources, heldOut: Int, validation: Validation?,
    intervals: Intervals, threads: Int, shared: SharedTraining, checkpointPath: String,
    log: AppendedFile?, quiet: Bool
  ) {
    self.trainer = trainer
    self.sources = sources
    self.heldOut = heldOut
    self.validation = validation
    self.intervals = intervals
    self.threads = threads
    self.shared = shared
    self.checkpointPath = checkpointPath
    self.log = log
    self.quiet = quiet || !shared.isFirst
    showsProgress = !self.quiet && Terminal.standardError.isInteractive
  }

  /// How a run ended.
  enum End {
    case finished
    case interrupted
  }

  /// Trains until the schedule ends, somebody asks to stop, or so many steps are made.
  mutating func run(
    until stop: StopRequest, orAfter lastStep: Int
  ) throws(CommandFailure) -> End {
    do {
      return try train(until: stop, orAfter: lastStep)
    } catch {
      switch error {
      case .command(let failure): throw failure
      case .training(let error): throw CommandFailure(error)
      case .processes(let error): throw lost(error)
      }
    }
  }

  /// Why a run ends early.
  private enum Failure: Error {
    case command(CommandFailure)
    case training(TrainingError)
    case processes(DistributedError)

    init(_ error: TrainingError) {
      if case .processes(let error) = error {
        self = .processes(error)
      } else {
        self = .training(error)
      }
    }
  }

  private mutating func train(
    until stop: StopRequest, orAfter lastStep: Int
  ) throws(Failure) -> End {
    var clock = Stopwatch()
    var (lastValidation, lastCheckpoint) = (0.0, 0.0)
    try expectSame()
    var stops = try agree(
      .init(
        validates: false, writesCheckpoint: false,
        stops: stop.isMade || trainer.progress.step >= lastStep)
    )
    .stops
    while trainer.fractionDone < 1 && !stops {
      let report: StepReport
      do {
        report = try trainer.step(
          threads: threads, among: shared.group, reduction: shared.reduction)
      } catch {
        throw Failure(error)
      }
      note(report)
      let seconds = try countTime(&clock)
      meter.add(report, seconds: seconds)
      if showsProgress { showProgress() }
      let isLast = trainer.fractionDone >= 1
      let decision = try agree(
        .init(
          validates: validation != nil
            && (isLast || clock.total - lastValidation >= intervals.validationSeconds),
          writesCheckpoint: !isLast
            && clock.total - lastCheckpoint >= intervals.checkpointSeconds,
          stops: stop.isMade || trainer.progress.step >= lastStep))
      stops = decision.stops
      if decision.validates || isLast || meter.stepCount >= intervals.logSteps {
        try writeEntry(validates: decision.validates)
        _ = try countTime(&clock)
        if decision.validates { lastValidation = clock.total }
      }
      if decision.writesCheckpoint {
        lastCheckpoint = clock.total
        try expectSame()
        do {
          try writeCheckpoint()
        } catch {
          warn(error)
        }
        _ = try countTime(&clock)
      }
    }
    if meter.stepCount > 0 { try writeEntry(validates: false) }
    if showsProgress { Terminal.standardError.write("\r\u{1B}[K") }
    try expectSame()
    do { try writeCheckpoint() } catch { throw .command(error) }
    return trainer.fractionDone < 1 ? .interrupted : .finished
  }

  private func agree(
    _ own: SharedTraining.Decision
  ) throws(Failure) -> SharedTraining.Decision {
    do { return try shared.agree(own) } catch { throw .processes(error) }
  }

  private func expectSame() throws(Failure) {
    do { try shared.expectSame(trainer) } catch { throw .processes(error) }
  }

  /// Saves what can be saved where other processes are gone: this one stands between two steps.
  private mutating func lost(_ error: DistributedError) -> CommandFailure {
    var failure = CommandFailure(error)
    if case .difference = error { return failure }
    guard shared.isFirst, (try? writeCheckpoint()) != nil else { return failure }
    failure.wayOut =
      "the training stands in \(checkpointPath), after \(trainer.progress.step) steps; "
      + "go on with --resume \(checkpointPath)"
    return failure
  }

  /// Takes the log's entries of the training that is gone on with.
  mutating func continueLog(_ earlier: [LogEntry]) {
    entries = earlier.filter { $0.step <= trainer.progress.step }
  }

  /// Counts the time since the last call, by the clock of rank 0, as time of the training.
  private mutating func countTime(_ clock: inout Stopwatch) throws(Failure) -> Double {
    let before = clock.total
    clock.lap("")
    let seconds: Double
    do {
      seconds = try shared.common(clock.total - before)
    } catch {
      throw .processes(error)
    }
    trainer.addTime(seconds: seconds)
    return seconds
  }

  private mutating func writeEntry(validates: Bool) throws(Failure) {
    var report: AccuracySummary?
    if validates, let validation {
      do {
        report = try validation.report(on: trainer.trained, threads: threads, among: shared.group)
      } catch .network(let error) {
        throw .command(CommandFailure(status: .incomplete, message: "\(error)"))
      } catch {
        throw Failure(error)
      }
      if let report { _ = trainer.noteValidation(top1: report.mean) }
    }
    let entry = meter.entry(trainer.progress, validation: report)
    entries.append(entry)
    do {
      try log?.append(entry.json)
    } catch {
      warn(CommandFailure(error))
    }
    if let report, !quiet {
      say(
        "step \(entry.step): validation \(decimal(report.mean, places: 1)) % "
          + "± \(decimal(report.standardError, places: 1))")
    }
  }

  private mutating func writeCheckpoint() throws(CommandFailure) {
    // All processes take the same states for good ones, to which the training may go back.
    defer { trainer.keepState() }
    guard shared.isFirst else { return }
    do {
      try trainer.writeCheckpoint(
        to: checkpointPath, images: sources.images, validationImages: heldOut,
        architectures: sources.architectures, order: sources.order)
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  private func note(_ report: StepReport) {
    guard !quiet else { return }
    for reason in report.skipped { say("step \(report.step): left out \(reason)") }
    if report.rolledBack {
      say("step \(report.step): back to the last good state, at half the learning rate")
    }
  }

  /// Says a sentence on a line of its own.
  private func say(_ sentence: String) {
    Terminal.standardError.write((showsProgress ? "\r\u{1B}[K" : "") + printable(sentence) + "\n")
  }

  /// A disk that is full for a moment should not end hours of work: the first failure is told, and
  /// the training goes on.
  private mutating func warn(_ failure: CommandFailure) {
    if !hasWarned && !quiet { say("warning: \(failure.message); the training goes on") }
    hasWarned = true
  }

  private func showProgress() {
    let progress = trainer.progress
    var parts = ["step \(progress.step)"]
    if let last = entries.last {
      if let loss = last.loss { parts.append("loss \(decimal(max(0, loss), places: 3))") }
      if let top1 = last.top1 { parts.append("\(decimal(top1, places: 1)) %") }
      parts.append("\(Int(exactly: last.stepsPerMinute.rounded()) ?? 0) steps/min")
    }
    if progress.skippedNetworks > 0 { parts.append("\(progress.skippedNetworks) left out") }
    let fraction = trainer.fractionDone
    if fraction > 0 && progress.seconds > 5 {
      let left = (progress.seconds / fraction * (1 - fraction)).rounded()
      if let left = Int(exactly: left) {
        let minutes = left / 60 % 60
        parts.append("\(left / 3600):\(minutes < 10 ? "0" : "")\(minutes) h left")
      }
    }
    Terminal.standardError.write("\r\u{1B}[K" + parts.joined(separator: "  "))
  }
}

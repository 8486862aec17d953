import Evaluation
import FileBytes
import GHN
import TensorFiles
import Training

/// A training from its first step to its last, with its log, its validations and its checkpoints.
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
    intervals: Intervals, threads: Int, checkpointPath: String, log: AppendedFile?, quiet: Bool
  ) {
    self.trainer = trainer
    self.sources = sources
    self.heldOut = heldOut
    self.validation = validation
    self.intervals = intervals
    self.threads = threads
    self.checkpointPath = checkpointPath
    self.log = log
    self.quiet = quiet
    showsProgress = !quiet && Terminal.standardError.isInteractive
  }

  /// How a run ended.
  enum End {
    case finished
    case interrupted
  }

  /// Trains until the schedule ends, or somebody asks to stop.
  mutating func run(until stop: StopRequest) throws(CommandFailure) -> End {
    var clock = Stopwatch()
    var (lastValidation, lastCheckpoint) = (0.0, 0.0)
    while trainer.fractionDone < 1 && !stop.isMade {
      let report: StepReport
      do {
        report = try trainer.step(threads: threads)
      } catch {
        throw CommandFailure(error)
      }
      note(report)
      let seconds = countTime(&clock)
      meter.add(report, seconds: seconds)
      if showsProgress { showProgress() }
      let isLast = trainer.fractionDone >= 1
      let validates =
        validation != nil && (isLast || clock.total - lastValidation >= intervals.validationSeconds)
      if validates || isLast || meter.stepCount >= intervals.logSteps {
        try writeEntry(validates: validates)
        _ = countTime(&clock)
        if validates { lastValidation = clock.total }
      }
      if !isLast && clock.total - lastCheckpoint >= intervals.checkpointSeconds {
        lastCheckpoint = clock.total
        do {
          try writeCheckpoint()
        } catch {
          warn(error)
        }
        _ = countTime(&clock)
      }
    }
    if meter.stepCount > 0 { try writeEntry(validates: false) }
    if showsProgress { Terminal.standardError.write("\r\u{1B}[K") }
    try writeCheckpoint()
    return trainer.fractionDone < 1 ? .interrupted : .finished
  }

  /// Takes the log's entries of the training that is gone on with.
  mutating func continueLog(_ earlier: [LogEntry]) {
    entries = earlier.filter { $0.step <= trainer.progress.step }
  }

  /// Counts the time since the last call as time of the training.
  private mutating func countTime(_ clock: inout Stopwatch) -> Double {
    let before = clock.total
    clock.lap("")
    let seconds = clock.total - before
    trainer.addTime(seconds: seconds)
    return seconds
  }

  private mutating func writeEntry(validates: Bool) throws(CommandFailure) {
    var report: AccuracySummary?
    if validates, let validation {
      do {
        report = try validation.report(on: trainer.ghn, threads: threads)
      } catch {
        throw CommandFailure(status: .incomplete, message: "\(error)")
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

public import Evaluation
public import FileBytes
import FoundationEssentials
public import GHN
public import TensorFiles
public import TrainingLog

/// A training from its first step to its last, with its log, its validations and its checkpoints.
///
/// ```swift
/// var run = TrainingRun(trainer, sources: sources, checkpointPath: "ghn.checkpoint.safetensors")
/// let end = try run.run { event in
///   if case .step(let report, _, let done) = event { print(done, report.loss ?? .nan) }
/// }
/// ```
public struct TrainingRun: Sendable {
  /// How often things are done beside steps.
  public struct Intervals: Hashable, Sendable, Codable {
    /// A line of the log is written at each multiple of so many steps.
    public var logSteps: Int
    /// How many seconds lie between two validations.
    public var validationSeconds: Double
    /// How many seconds lie between two checkpoints.
    public var checkpointSeconds: Double

    /// Makes intervals; by default as the command has them.
    public init(
      logSteps: Int = 20, validationSeconds: Double = 300, checkpointSeconds: Double = 300
    ) {
      self.logSteps = logSteps
      self.validationSeconds = validationSeconds
      self.checkpointSeconds = checkpointSeconds
    }
  }

  /// What happens in a training.
  public enum Event: Sendable {
    /// A step was made: what it did, and how far the training has come with it, as a fraction too.
    case step(StepReport, TrainingProgress, fractionDone: Double)
    /// An entry of the log was made; it bears the validation's accuracy if there was one.
    case entry(LogEntry)
    /// The log cannot be written; the training goes on.
    case logFailed(FileError)
    /// A checkpoint on the way cannot be written; the training goes on.
    case checkpointFailed(TensorFileError)
  }

  /// How a run ended.
  public enum End: Hashable, Sendable {
    /// The schedule has come to its end.
    case finished
    /// Somebody asked to stop before.
    case interrupted
  }

  /// The training.
  public private(set) var trainer: MetaTrainer
  /// The log's entries so far.
  public private(set) var entries: [LogEntry] = []

  /// How many lines of the log could not be written, and why the first could not; `nil` where all were.
  public private(set) var lostLines: (first: FileError, count: Int)?

  private let sources: TrainingSources
  private let validation: Validation?
  private let checkpointPath: String
  private let record: TrainingRecord.Run
  private let log: AppendedFile?
  private let shared: SharedTraining
  private var meter = LogMeter()

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - trainer: the training.
  ///   - sources: its images and architectures, which its checkpoints name.
  ///   - checkpointPath: where checkpoints are written; a file that stands there is replaced.
  ///   - validation: the networks and images by which it is judged; `nil` for none.
  ///   - record: how often things are done beside steps, and what checkpoints shall remember of it.
  ///   - log: where each entry becomes a line.
  ///   - shared: the processes that share it; all of them run it, and rank 0 alone writes files.
  public init(
    _ trainer: MetaTrainer, sources: TrainingSources, checkpointPath: String,
    validation: Validation? = nil, record: TrainingRecord.Run = TrainingRecord.Run(),
    log: AppendedFile? = nil, shared: SharedTraining = SharedTraining()
  ) {
    self.trainer = trainer
    self.sources = sources
    self.checkpointPath = checkpointPath
    self.validation = validation
    self.record = record
    self.log = log
    self.shared = shared
  }

  /// Takes the log's entries of the training that is gone on with, from the log's file.
  public mutating func continueLog(inFile path: String) {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    continueLog(LogEntry.entries(inLines: text))
  }

  /// Takes the log's entries of the training that is gone on with.
  public mutating func continueLog(_ earlier: [LogEntry]) {
    entries = earlier.filter { $0.step <= trainer.progress.step }
  }

  /// Trains until the schedule ends, or somebody asks to stop.
  ///
  /// The last checkpoint is the caller's to write, by ``writeCheckpoint()``: so that a full disk
  /// under it does not cost what was learned.
  ///
  /// - Parameters:
  ///   - report: takes what happens as soon as it does.
  ///   - pausedSeconds: how long the process has stood still so far, which is no time of the
  ///     training.
  ///   - lastStep: the step after which it stops at the latest, as if somebody asked for it.
  ///   - isStopped: whether somebody asks to stop; asked before each step, and after each batch of a
  ///     validation, which is given up then, from any thread.
  /// - Returns: whether the schedule has come to its end.
  /// - Throws: ``TrainingError``.
  public mutating func run(
    report: (Event) -> Void = { _ in }, pausedSeconds: () -> Double = { 0 },
    stoppingAfter lastStep: Int? = nil, until isStopped: @Sendable () -> Bool = { false }
  ) throws(TrainingError) -> End {
    func stopsHere() -> Bool { isStopped() || trainer.progress.step >= lastStep ?? .max }
    var clock = LapClock(pausedSeconds: pausedSeconds())
    var (lastValidation, lastCheckpoint) = (0.0, 0.0)
    try expectSame()
    var stops = try agree(validates: false, writesCheckpoint: false, stops: stopsHere()).stops
    while trainer.fractionDone < 1 && !stops {
      let step = try trainer.step(among: shared.group, reduction: shared.reduction)
      meter.add(step, seconds: try countTime(&clock, pausedSeconds()))
      report(.step(step, trainer.progress, fractionDone: trainer.fractionDone))
      let isLast = trainer.fractionDone >= 1
      let intervals = record.intervals
      let decision = try agree(
        validates: validation != nil
          && (isLast || clock.total - lastValidation >= intervals.validationSeconds),
        writesCheckpoint: !isLast && clock.total - lastCheckpoint >= intervals.checkpointSeconds,
        stops: stopsHere())
      stops = decision.stops
      // By the steps of the training, so that one that was gone on with has lines at the same ones.
      if decision.validates || isLast || trainer.progress.step.isMultiple(of: intervals.logSteps) {
        try makeEntry(validates: decision.validates, until: isStopped, report)
        _ = try countTime(&clock, pausedSeconds())
        if decision.validates {
          lastValidation = clock.total
          let asked = try agree(validates: false, writesCheckpoint: false, stops: stopsHere())
          stops = stops || asked.stops
        }
      }
      if decision.writesCheckpoint {
        lastCheckpoint = clock.total
        try expectSame()
        do {
          try writeCheckpoint()
        } catch {
          report(.checkpointFailed(error))
        }
        _ = try countTime(&clock, pausedSeconds())
      }
    }
    if meter.stepCount > 0 { try makeEntry(validates: false, until: isStopped, report) }
    try expectSame()
    return trainer.fractionDone < 1 ? .interrupted : .finished
  }

  private func agree(
    validates: Bool, writesCheckpoint: Bool, stops: Bool
  ) throws(TrainingError) -> SharedTraining.Decision {
    do {
      return try shared.agree(
        .init(validates: validates, writesCheckpoint: writesCheckpoint, stops: stops))
    } catch {
      throw .processes(error)
    }
  }

  private func expectSame() throws(TrainingError) {
    do { try shared.expectSame(trainer) } catch { throw .processes(error) }
  }

  /// Whether this process writes files and speaks, of those that share the training.
  public var isFirst: Bool { shared.isFirst }

  /// What the hypernetwork is trained for.
  public var task: TrainedTask { sources.task }

  /// Writes a checkpoint of the training as it stands; the file is replaced in one step.
  ///
  /// - Throws: `TensorFileError`.
  public mutating func writeCheckpoint() throws(TensorFileError) {
    // All processes take the same states for good ones, to which the training may go back.
    guard shared.isFirst else { return trainer.keepState() }
    try trainer.writeCheckpoint(
      to: checkpointPath,
      from: TrainingRecord.Sources(
        images: sources.first.source, validationImages: sources.heldOut,
        architectures: sources.architectures, order: sources.order,
        teacher: sources.teacher?.source, furtherImages: sources.further.map(\.source)),
      run: record, task: sources.task)
  }

  /// Counts the time since the last call, by the clock of rank 0, as time of the training.
  private mutating func countTime(
    _ clock: inout LapClock, _ pausedSeconds: Double
  ) throws(TrainingError) -> Double {
    let seconds: Double
    do { seconds = try shared.common(clock.lap(pausedSeconds: pausedSeconds)) } catch {
      throw .processes(error)
    }
    trainer.addTime(seconds: seconds)
    return seconds
  }

  private mutating func makeEntry(
    validates: Bool, until isStopped: @Sendable () -> Bool, _ report: (Event) -> Void
  ) throws(TrainingError) {
    var accuracy: AccuracySummary?
    if validates, let validation {
      accuracy = try validation.report(
        on: trainer.trained, among: shared.group, until: isStopped)
      if let accuracy { _ = trainer.noteValidation(top1: accuracy.mean) }
    }
    let entry = meter.entry(trainer.progress, validation: accuracy)
    entries.append(entry)
    do {
      try log?.append(entry.json)
    } catch {
      lostLines = (first: lostLines?.first ?? error, count: (lostLines?.count ?? 0) + 1)
      report(.logFailed(error))
    }
    report(.entry(entry))
  }
}

/// Measures how long pieces of work take, one after another, without the time in which the process
/// stood still.
private struct LapClock {
  /// The time of all pieces so far, in seconds.
  private(set) var total = 0.0
  private var start = ContinuousClock.now
  private var pausedSeconds: Double

  init(pausedSeconds: Double) {
    self.pausedSeconds = pausedSeconds
  }

  /// Ends a piece, and says how many seconds it took.
  ///
  /// A pause that is told of only after the piece in which it fell is taken off the next ones.
  mutating func lap(pausedSeconds paused: Double) -> Double {
    let now = ContinuousClock.now
    let elapsed = (now - start) / .seconds(1)
    let seconds = max(0, elapsed - (paused - pausedSeconds))
    pausedSeconds += elapsed - seconds
    start = now
    total += seconds
    return seconds
  }
}

public import Evaluation
public import TrainingLog

/// Sums up steps until they become a line of the log.
public struct LogMeter: Sendable {
  private var losses: [Double] = []
  private var accuracies: [Double] = []
  private var groups: [GroupResult] = []
  private var steps = 0
  private var seconds = 0.0
  private var learningRate = 0.0

  /// Begins with nothing.
  public init() {}

  /// How many steps were added since the last entry.
  public var stepCount: Int { steps }

  /// Adds a step that took so many seconds.
  public mutating func add(_ report: StepReport, seconds: Double) {
    steps += 1
    self.seconds += seconds
    learningRate = report.learningRate
    if let loss = report.loss { losses.append(loss) }
    if let top1 = report.top1 { accuracies.append(top1) }
    groups = groups.adding(report.groups)
  }

  /// The line for the steps so far, and a new beginning.
  public mutating func entry(
    _ progress: TrainingProgress, validation: AccuracySummary? = nil
  ) -> LogEntry {
    defer { self = LogMeter() }
    var entry = LogEntry(
      step: progress.step, seconds: progress.seconds, loss: mean(losses), top1: mean(accuracies),
      learningRate: learningRate,
      stepsPerMinute: seconds > 0 ? 60 * Double(steps) / seconds : 0,
      skipped: progress.skippedNetworks)
    entry.rollBacks = progress.rollBacks
    entry.validationTop1 = validation?.mean
    entry.validationStandardError = validation?.standardError
    entry.groups = groups
    return entry
  }

  private func mean(_ numbers: [Double]) -> Double? {
    numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
  }
}

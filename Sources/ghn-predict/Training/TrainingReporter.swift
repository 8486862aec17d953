import JSONText
import Pictures
import Training
import TrainingLog

/// Tells a person how a training goes, on standard error.
struct TrainingReporter {
  private let terminal = Terminal.standardError
  private let isQuiet: Bool
  /// Whether a person watches.
  private let showsProgress: Bool
  private let stop: StopRequest
  private var lastEntry: LogEntry?
  private var hasWarned = false

  /// Prepares to tell, unless another process does.
  init(_ common: CommonArguments, isSilent: Bool, stop: StopRequest) {
    isQuiet = common.quiet || isSilent
    showsProgress = common.showsProgress && !isSilent
    self.stop = stop
  }

  /// Tells what happens, as far as people want to know.
  mutating func report(_ event: TrainingRun.Event) {
    switch event {
    case .step(let step, let progress, let fractionDone):
      for reason in step.skipped { say("step \(step.step): left out \(reason)") }
      if step.rolledBack {
        say("step \(step.step): back to the last good state, at half the learning rate")
      }
      show(words(for: progress, fractionDone: fractionDone))
    case .entry(let entry):
      lastEntry = entry
      if let mean = entry.validationTop1 {
        let error = decimal(entry.validationStandardError ?? 0, fractionDigits: 1)
        say("step \(entry.step): validation \(decimal(mean, fractionDigits: 1)) % ± \(error)")
      }
    case .logFailed(let error): warn("\(error)")
    case .checkpointFailed(let error): warn("\(error)")
    }
  }

  /// Says a sentence on a line of its own.
  func say(_ sentence: String) {
    guard !isQuiet else { return }
    let isTaken = terminal.write((showsProgress ? "\r\u{1B}[K" : "") + printable(sentence) + "\n")
    if !isTaken { stop.noteBrokenPipe() }
  }

  /// Clears the line of the progress.
  func end() {
    if showsProgress { terminal.write("\r\u{1B}[K") }
  }

  /// Shows the progress on one line of the terminal, cut to its width.
  private func show(_ words: String) {
    guard showsProgress else { return }
    terminal.write("\r\u{1B}[K" + words.prefix(max(1, (terminal.columns ?? 80) - 1)))
  }

  /// A disk that is full for a moment should not end hours of work: the first failure is told, and
  /// the training goes on.
  private mutating func warn(_ message: String) {
    if !hasWarned { say("warning: \(message); the training goes on") }
    hasWarned = true
  }

  /// How far the training is, in one line; the log's last entry tells means.
  private func words(for progress: TrainingProgress, fractionDone: Double) -> String {
    var parts = ["step \(progress.step)"]
    if let last = lastEntry {
      if let loss = last.loss, loss.isFinite {
        parts.append("loss \(decimal(max(0, loss), fractionDigits: 3))")
      }
      if let top1 = last.top1 {
        parts.append("training accuracy \(decimal(top1, fractionDigits: 1)) %")
      }
      parts.append("\(Int(exactly: last.stepsPerMinute.rounded()) ?? 0) steps/min")
    }
    if progress.skippedNetworks > 0 { parts.append("\(progress.skippedNetworks) left out") }
    if fractionDone > 0 && progress.seconds > 5,
      let left = Int(exactly: (progress.seconds / fractionDone * (1 - fractionDone)).rounded())
    {
      let minutes = left / 60 % 60
      parts.append(
        left < 120
          ? "\(left) s left" : "\(left / 3600):\(minutes < 10 ? "0" : "")\(minutes) h left")
    }
    return parts.joined(separator: "  ")
  }
}

/// A time in words: seconds below two minutes, else minutes.
func duration(_ seconds: Double) -> String {
  seconds < 120
    ? "\(decimal(max(0, seconds), fractionDigits: 1)) seconds"
    : "\(decimal(seconds / 60, fractionDigits: 1)) minutes"
}

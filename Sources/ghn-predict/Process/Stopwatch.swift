/// Measures the stages of a piece of work, one after another.
struct Stopwatch {
  private(set) var laps: [(stage: String, seconds: Double)] = []
  private let start: ContinuousClock.Instant
  private var lapStart: ContinuousClock.Instant

  /// Starts to measure the first stage.
  init() {
    start = .now
    lapStart = start
  }

  /// Ends a stage, and starts to measure the next.
  mutating func lap(_ stage: String) {
    let now = ContinuousClock.now
    laps.append((stage, seconds(from: lapStart, to: now)))
    lapStart = now
  }

  /// The time of all stages so far, in seconds.
  var total: Double { seconds(from: start, to: lapStart) }

  private func seconds(
    from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
  ) -> Double {
    (end - start) / .seconds(1)
  }
}

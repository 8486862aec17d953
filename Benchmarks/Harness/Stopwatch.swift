/// The median duration of several runs, in seconds, after one run that does not count.
///
/// - Parameters:
///   - repetitions: how many runs count.
///   - body: the work; what it returns is dropped outside the measured time.
/// - Returns: the median.
func medianSeconds<Result>(
  of repetitions: Int, _ body: () throws -> Result
) rethrows -> Double {
  _ = try body()
  let clock = ContinuousClock()
  var durations: [Double] = []
  for _ in 0..<max(1, repetitions) {
    let start = clock.now
    let result = try body()
    durations.append(seconds(start.duration(to: clock.now)))
    withExtendedLifetime(result) {}
  }
  return durations.sorted()[durations.count / 2]
}

/// How long one run takes, in seconds, and what it returns.
func timed<Result>(_ body: () throws -> Result) rethrows -> (result: Result, seconds: Double) {
  let clock = ContinuousClock()
  let start = clock.now
  let result = try body()
  return (result, seconds(start.duration(to: clock.now)))
}

/// A duration in seconds.
private func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How long a process waits for others.
///
/// Once somebody has asked it to stop, the others were asked too, or are gone: it waits for them no
/// longer than ``afterStop``, so that no process outlives the job.
public struct Patience: Sendable {
  /// How long in the middle of work.
  public var limit: Duration
  /// How long once a stop is asked for.
  public var afterStop: Duration
  /// Whether a stop is asked for.
  public var isStopping: @Sendable () -> Bool

  /// Makes a patience.
  public init(
    limit: Duration = .seconds(1800), afterStop: Duration = .seconds(5),
    isStopping: @escaping @Sendable () -> Bool = { false }
  ) {
    self.limit = limit
    self.afterStop = afterStop
    self.isStopping = isStopping
  }
}

/// A wait for something that is looked at again and again: at once at first, later after pauses
/// that leave the processor to others.
struct Wait {
  private let patience: Patience
  private let limit: Duration
  private var start = ContinuousClock.now
  /// How many looks were in vain: pauses grow with them.
  private var looks = 0
  private var stopSeen: ContinuousClock.Instant?

  init(_ patience: Patience, limit: Duration? = nil) {
    self.patience = patience
    self.limit = limit ?? patience.limit
  }

  var elapsedSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Lets some time pass; says whether to look again.
  mutating func pause() -> Bool {
    let now = ContinuousClock.now
    let elapsed = now - start
    if stopSeen == nil && patience.isStopping() { stopSeen = now }
    if elapsed > limit { return false }
    if let stopSeen, now - stopSeen > patience.afterStop { return false }
    looks += 1
    if looks < 200 {
      sched_yield()
    } else {
      usleep(looks < 1000 ? 50 : 1000)
    }
    return true
  }

  /// Counts the time anew.
  mutating func restart() { start = ContinuousClock.now }
}

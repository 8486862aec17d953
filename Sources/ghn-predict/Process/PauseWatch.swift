import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How long the process has stood still: between ^Z and `fg`, or where SIGSTOP halted it.
///
/// A timer ticks ten times a second. When the process is told to go on, it has stood still since the
/// last tick.
final class PauseWatch: Sendable {
  private let shared: Shared
  private let timer: Mutex<any DispatchSourceTimer>
  private let signals: Mutex<any DispatchSourceSignal>

  /// What the timer and the signal tell, one after the other.
  private final class Shared: Sendable {
    private let state = Mutex(State())

    private struct State {
      var lastTick = ContinuousClock.now
      /// The last tick that came too late, and by how many seconds.
      var late = (tick: ContinuousClock.now, gap: 0.0)
      var total = 0.0
    }

    var total: Double { state.withLock { $0.total } }

    func tick() {
      state.withLock { state in
        let now = ContinuousClock.now
        let gap = (now - state.lastTick) / .seconds(1)
        if gap > 5 * PauseWatch.interval { state.late = (now, gap) }
        state.lastTick = now
      }
    }

    /// The signal may arrive before the tick that is late, or behind it: on a busy machine, a few ticks behind.
    func goOn() {
      state.withLock { state in
        let now = ContinuousClock.now
        let isOfThisStop = now - state.late.tick < .seconds(2)
        state.total += max(
          (now - state.lastTick) / .seconds(1), isOfThisStop ? state.late.gap : 0)
        state.late.gap = 0
        state.lastTick = now
      }
    }
  }

  private static let interval = 0.1

  /// Begins to watch.
  init() {
    let shared = Shared()
    self.shared = shared
    let queue = DispatchQueue(label: "pauses")
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now(), repeating: Self.interval)
    timer.setEventHandler { shared.tick() }
    timer.resume()
    self.timer = Mutex(timer)
    let signals = DispatchSource.makeSignalSource(signal: SIGCONT, queue: queue)
    signals.setEventHandler { shared.goOn() }
    signals.resume()
    self.signals = Mutex(signals)
  }

  deinit {
    timer.withLock { $0.cancel() }
    signals.withLock { $0.cancel() }
  }

  /// How many seconds the process has stood still so far.
  var seconds: Double { shared.total }
}

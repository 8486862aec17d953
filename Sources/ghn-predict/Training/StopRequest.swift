import Dispatch
import Distributed
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether somebody asked the process to end: by ^C, by `kill`, or as Slurm does before it takes a
/// machine away (SIGTERM, or SIGUSR1 by `--signal=USR1@60`).
///
/// While an object of this class lives, these signals do not end the process, but are remembered;
/// a second one does.
final class StopRequest: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>
  private let flag: Flag
  private static let signals = [SIGINT, SIGTERM, SIGUSR1]

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  /// Begins to listen.
  init() {
    let flag = Flag()
    self.flag = flag
    sources = Mutex(
      Self.signals.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          flag.isSet.store(true, ordering: .relaxed)
          // Whoever asks twice does not want to wait for the step to end.
          signal(number, SIG_DFL)
        }
        source.resume()
        return source
      })
  }

  deinit {
    sources.withLock { sources in
      for source in sources { source.cancel() }
    }
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  /// How long a process that trains waits for others.
  ///
  /// Rank 0 gives them up soon after a stop is asked for: it still has to write the checkpoint, and a
  /// launcher may kill it a second later.
  var patience: Patience {
    let isFirst = (Launch.current?.rank ?? 0) == 0
    return Patience(
      afterStop: isFirst ? .milliseconds(500) : .seconds(5), isStopping: { self.isMade })
  }

  /// Whether a signal came.
  var isMade: Bool { flag.isSet.load(ordering: .relaxed) }
}

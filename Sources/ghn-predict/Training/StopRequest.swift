import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether somebody asked the process to end: by ^C, or by `kill`.
///
/// While an object of this class lives, these signals do not end the process, but are remembered;
/// a second one does.
final class StopRequest: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>
  private let flag: Flag

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  /// Begins to listen.
  init() {
    let flag = Flag()
    self.flag = flag
    sources = Mutex(
      [SIGINT, SIGTERM].map { number in
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
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether a signal came.
  var isMade: Bool { flag.isSet.load(ordering: .relaxed) }
}

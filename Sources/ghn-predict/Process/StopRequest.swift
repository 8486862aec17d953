import Dispatch
import Distributed
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether somebody asked the process to end: by ^C, by `kill`, by closing the terminal, by no longer
/// reading what it says, or as Slurm does before it takes a machine away (SIGTERM, or SIGUSR1 by
/// `--signal=USR1@60`), or by a limit of processor time (SIGXCPU).
///
/// While an object of this class lives, these signals do not end the process, but are remembered; a
/// second one does.
final class StopRequest: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>
  private let first: Number
  private static let signals = [SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGPIPE, SIGXCPU]

  private final class Number: Sendable {
    let value = Atomic<Int32>(0)

    func set(_ number: Int32) {
      _ = value.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }
  }

  /// Begins to listen.
  init() {
    let first = Number()
    self.first = first
    // Writing where nobody reads is told by the write's error, and not by death.
    signal(SIGPIPE, SIG_IGN)
    sources = Mutex(
      Self.signals.filter { !Self.isToBeIgnored($0) }.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          first.set(number)
          // Whoever asks twice does not want to wait for the step to end.
          // The limit of time is no person, and sends its signal every second.
          if number != SIGPIPE && number != SIGXCPU { signal(number, SIG_DFL) }
        }
        source.resume()
        return source
      })
  }

  /// Whether whoever started the process wants it to outlive its terminal, as `nohup` does.
  private static func isToBeIgnored(_ number: Int32) -> Bool {
    guard number == SIGHUP else { return false }
    var action = sigaction()
    // SAFETY: the pointer is that of a local variable, and valid during the call; a handler is a
    // pointer, and the one that ignores signals is a small number.
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  deinit {
    sources.withLock { sources in
      for source in sources { source.cancel() }
    }
    for number in [SIGINT, SIGTERM, SIGUSR1, SIGXCPU] { signal(number, SIG_DFL) }
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

  /// Notes that nobody reads any more what the process says.
  func noteBrokenPipe() { first.set(SIGPIPE) }

  /// Whether the process was asked to end.
  var isMade: Bool { signalNumber != 0 }

  /// The signal that asked first; 0 if none did.
  var signalNumber: Int32 { first.value.load(ordering: .relaxed) }

  /// How the process ends after it.
  var status: CommandFailure.Status {
    CommandFailure.Status(rawValue: 128 + signalNumber) ?? .incomplete
  }
}

import Dispatch
import Synchronization

/// The threads of this process that do pieces of a work.
final class Workers<Failure: Error>: Sendable {
  let threads: Int
  private let work: @Sendable (Int) throws(Failure) -> [UInt8]
  private let state = Mutex(State())

  private struct State {
    /// Pieces that were begun and not taken.
    var busyCount = 0
    var finished: [(piece: Int, result: Result<[UInt8], Failure>)] = []
  }

  init(threads: Int, _ work: @escaping @Sendable (Int) throws(Failure) -> [UInt8]) {
    self.threads = threads
    self.work = work
  }

  /// How many pieces were begun whose results nobody has taken.
  var busyCount: Int { state.withLock { $0.busyCount } }

  var hasFreeThread: Bool { busyCount < threads }

  /// Lets a thread do a piece.
  func begin(_ piece: Int) {
    state.withLock { $0.busyCount += 1 }
    DispatchQueue.global().async { [self] in
      let result = Result { () throws(Failure) in try work(piece) }
      state.withLock { $0.finished.append((piece, result)) }
    }
  }

  /// Takes a result, if there is one.
  func takeFinished() -> (piece: Int, result: Result<[UInt8], Failure>)? {
    state.withLock { state in
      guard !state.finished.isEmpty else { return nil }
      state.busyCount -= 1
      return state.finished.removeFirst()
    }
  }
}

import Dispatch
import Synchronization

/// Threads that share the loops of a computation.
///
/// Whoever opens a loop takes its pieces one by one, and so does every thread that has nothing else
/// to do: loops may be opened within pieces of others, and there are never more threads at work than
/// the pool has. Threads look for a piece of the outermost loop first, since it is the largest;
/// whoever waits for the last pieces of a loop helps in those that were opened within it, or within
/// its like.
///
/// Which thread does which piece is open. Loops whose pieces depend on their numbers alone therefore
/// have the same results for any number of threads.
final class ThreadPool: Sendable {
  /// The pool that a thread works for, and how many loops enclose the work that it does.
  struct Place: Sendable {
    let pool: ThreadPool
    let depth: Int
  }

  /// Where the calling thread works; `nil` where nobody would help it.
  @TaskLocal static var place: Place?

  fileprivate struct Waiting {
    /// Loops at this depth or below it are none of this thread's business.
    let depth: Int
    /// The loop whose helpers are waited for, if any.
    let loop: PooledLoop?
    let wakeUp: DispatchSemaphore
  }

  fileprivate struct State {
    var loops: [PooledLoop] = []
    var waiting: [Waiting] = []
    var isClosed = false
  }

  /// How many threads work at the same time, the one that opened the pool included.
  let threadCount: Int
  private let state = Mutex(State())
  /// How many loops were opened; what threads look at for a moment before they sleep.
  private let openedCount = Atomic(0)

  private init(threadCount: Int) {
    self.threadCount = threadCount
  }

  /// Calls `body` on this thread, while others stand by to share its loops.
  ///
  /// - Parameters:
  ///   - threads: how many threads work at the same time, this one included.
  ///   - body: the work.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  static func with<Result, Failure: Error>(
    threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let pool = ThreadPool(threadCount: max(1, threads))
    for _ in 1..<pool.threadCount {
      DispatchQueue.global().async { pool.serve() }
    }
    defer { pool.close() }
    return try $place.withFailure(Place(pool: pool, depth: 0), body)
  }

  private func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for thread in waiting { thread.wakeUp.signal() }
  }

  /// Does the pieces of a loop, with whoever is free; returns when all are done.
  ///
  /// - Parameters:
  ///   - count: how many pieces there are.
  ///   - depth: how many loops enclose the calling thread's work.
  ///   - body: does a piece.
  func run(count: Int, within depth: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let loop = PooledLoop(count: count, depth: depth + 1, body)
      open(loop)
      takePieces(of: loop)
      state.withLock { state in state.loops.removeAll { $0 === loop } }
      wait(for: loop)
      loop.forget()
    }
  }

  private func takePieces(of loop: PooledLoop) {
    Self.$place.withValue(Place(pool: self, depth: loop.depth)) { loop.takePieces() }
  }

  private func open(_ loop: PooledLoop) {
    let woken = state.withLock { state in
      state.loops.append(loop)
      var woken: [Waiting] = []
      while woken.count < loop.count - 1,
        let index = state.waiting.lastIndex(where: { $0.depth < loop.depth })
      {
        woken.append(state.waiting.remove(at: index))
      }
      return woken
    }
    openedCount.wrappingAdd(1, ordering: .releasing)
    for thread in woken { thread.wakeUp.signal() }
  }

  /// Helps in all loops, until the pool is closed.
  private func serve() {
    let wakeUp = DispatchSemaphore(value: 0)
    while true {
      let opened = openedCount.load(ordering: .acquiring)
      if help(below: 0) != .nothing { continue }
      if hasOpened(since: opened) { continue }
      let goesOn = state.withLock { state in
        guard !state.isClosed else { return false }
        if state.loop(below: 0) == nil {
          state.waiting.append(Waiting(depth: 0, loop: nil, wakeUp: wakeUp))
        } else {
          wakeUp.signal()
        }
        return true
      }
      guard goesOn else { return }
      wakeUp.wait()
    }
  }

  /// Waits until nobody helps in a loop any more, and helps in smaller ones meanwhile.
  private func wait(for loop: PooledLoop) {
    while loop.hasHelpers {
      let opened = openedCount.load(ordering: .acquiring)
      if help(below: loop.depth) != .nothing { continue }
      if hasOpened(since: opened, unless: { !loop.hasHelpers }) { continue }
      let wakeUp = DispatchSemaphore(value: 0)
      state.withLock { state in
        if loop.hasHelpers && state.loop(below: loop.depth) == nil {
          state.waiting.append(Waiting(depth: loop.depth, loop: loop, wakeUp: wakeUp))
        } else {
          wakeUp.signal()
        }
      }
      wakeUp.wait()
      // It may be a smaller loop that this thread was woken for.
      state.withLock { state in state.waiting.removeAll { $0.loop === loop } }
    }
  }

  private enum Help {
    case given
    case nothing
    /// Another thread is looking for loops, too.
    case unknown
  }

  /// Takes pieces of a loop at a greater depth, if there is one.
  ///
  /// Where many threads have nothing to do, all of them look for a new loop at once: they must not
  /// queue for the lock before those that open and end loops.
  private func help(below depth: Int) -> Help {
    let found = state.withLockIfAvailable { state -> PooledLoop? in
      let loop = state.loop(below: depth)
      loop?.addHelper()
      return loop
    }
    guard let found else { return .unknown }
    guard let loop = found else { return .nothing }
    takePieces(of: loop)
    if loop.removeHelper() {
      let owner = state.withLock { state in
        state.waiting.firstIndex { $0.loop === loop }.map { state.waiting.remove(at: $0) }
      }
      owner?.wakeUp.signal()
    }
    return .given
  }

  /// Looks for a moment whether a loop is opened: falling asleep and waking up takes longer than
  /// many a loop.
  private func hasOpened(since count: Int, unless isOver: () -> Bool = { false }) -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .microseconds(100) {
      if openedCount.load(ordering: .acquiring) != count || isOver() { return true }
    }
    return false
  }
}

extension ThreadPool.State {
  /// The outermost loop below a depth that has pieces left; of several, the one that has most.
  fileprivate func loop(below depth: Int) -> PooledLoop? {
    var best: PooledLoop?
    for loop in loops where loop.depth > depth && loop.remainingCount > 0 {
      guard let other = best else {
        best = loop
        continue
      }
      if (loop.depth, -loop.remainingCount) < (other.depth, -other.remainingCount) { best = loop }
    }
    return best
  }
}

extension TaskLocal {
  /// The same as `withValue`, with the error's type.
  fileprivate func withFailure<Result, Failure: Error>(
    _ value: Value, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result = withValue(value) { () -> Swift.Result<Result, Failure> in
      do throws(Failure) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

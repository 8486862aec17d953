import CSpinLoop
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
  struct Worker: Sendable {
    let pool: ThreadPool
    let depth: Int
  }

  /// Where the calling thread works; `nil` where nobody would help it.
  @TaskLocal static var worker: Worker?

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
  /// How many more threads the loops that were opened have room for; at most all others.
  ///
  /// What threads look at for a moment before they sleep, without asking for the lock.
  private let roomCount = Atomic(0)

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
    return try $worker.withFailure(Worker(pool: pool, depth: 0), body)
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
    Self.$worker.withValue(Worker(pool: self, depth: loop.depth)) { loop.takePieces() }
  }

  private func open(_ loop: PooledLoop) {
    let woken = state.withLock { state in
      state.loops.append(loop)
      return state.removeWaiting(for: loop)
    }
    addRoom(for: loop.count - 1)
    for thread in woken { thread.wakeUp.signal() }
  }

  private func addRoom(for helpers: Int) {
    var count = roomCount.load(ordering: .relaxed)
    while true {
      let (isDone, found) = roomCount.compareExchange(
        expected: count, desired: min(threadCount - 1, count + helpers), ordering: .releasing)
      if isDone { return }
      count = found
    }
  }

  /// Counts as one helper, if there is room.
  private func takeRoom() -> Bool {
    var count = roomCount.load(ordering: .relaxed)
    while count > 0 {
      let (isDone, found) = roomCount.compareExchange(
        expected: count, desired: count - 1, ordering: .acquiring)
      if isDone { return true }
      count = found
    }
    return false
  }

  /// Helps in all loops, until the pool is closed.
  private func serve() {
    let wakeUp = DispatchSemaphore(value: 0)
    while true {
      if help(below: 0) || findsRoom() { continue }
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
      if help(below: loop.depth) || findsRoom(unless: { !loop.hasHelpers }) { continue }
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

  /// Takes pieces of a loop at a greater depth, and wakes up others for what is left of it.
  ///
  /// Those that look for work must not queue for the lock before those that open and end loops.
  ///
  /// - Returns: `false` if there is no such loop; `true` if there was, or if it is to be asked again.
  private func help(below depth: Int) -> Bool {
    let found = state.withLockIfAvailable { state -> (loop: PooledLoop?, woken: [Waiting]) in
      guard let loop = state.loop(below: depth) else { return (nil, []) }
      loop.addHelper()
      return (loop, state.removeWaiting(for: loop))
    }
    guard let (loop, woken) = found else {
      ghn_relax_processor()
      return true
    }
    guard let loop else { return false }
    for thread in woken { thread.wakeUp.signal() }
    takePieces(of: loop)
    if loop.removeHelper() {
      let owner = state.withLock { state in
        state.waiting.firstIndex { $0.loop === loop }.map { state.waiting.remove(at: $0) }
      }
      owner?.wakeUp.signal()
    }
    return true
  }

  /// Looks for a moment whether a loop has room for a helper: falling asleep and waking up takes longer
  /// than many a loop.
  private func findsRoom(unless isOver: () -> Bool = { false }) -> Bool {
    let start = ContinuousClock.now
    repeat {
      for _ in 0..<32 {
        if takeRoom() || isOver() { return true }
        ghn_relax_processor()
      }
    } while ContinuousClock.now - start < .microseconds(200)
    return false
  }
}

extension ThreadPool.State {
  /// Takes a few of the threads that wait for work such as a loop has left, to be woken up; they wake
  /// up others in turn, so that nobody has to wake up all.
  fileprivate mutating func removeWaiting(for loop: PooledLoop) -> [ThreadPool.Waiting] {
    var woken: [ThreadPool.Waiting] = []
    while woken.count < min(2, loop.remainingCount - 1),
      let index = waiting.lastIndex(where: { $0.depth < loop.depth })
    {
      woken.append(waiting.remove(at: index))
    }
    return woken
  }

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

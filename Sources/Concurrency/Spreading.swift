/// Calls `body`, whose computations up to `threads` threads share.
///
/// This is where the number of threads is said, once for everything within: predicting, evaluating,
/// training. Without it the calling thread works alone. Results do not depend on it.
///
/// ```swift
/// let prediction = try withThreads(8) { try ghn.predictParameters(for: architecture) }
/// ```
///
/// Within another such call, the threads of the outer one go on.
///
/// - Parameters:
///   - threads: how many threads work at the same time, the calling one among them; at most as many as
///     ``threadCounts`` say.
///   - body: what is computed.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withThreads<Result, Failure: Error>(
  _ threads: Int, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  guard threads > 1, ThreadPool.worker == nil else { return try body() }
  return try ThreadPool.with(threads: min(threads, threadCounts.upperBound), body)
}

/// How many threads may be asked for.
public let threadCounts = 1...1024

/// How many threads work at the same time on what the calling thread does, itself included.
package var sharingThreadCount: Int { ThreadPool.worker?.pool.threadCount ?? 1 }

/// Whether other threads may share the loops of this one.
package var sharesLoops: Bool { ThreadPool.worker != nil }

/// Calls `body(0)`, `body(1)`, … `body(count - 1)`, each once: one after another where nobody shares
/// this thread's loops (``withThreads(_:_:)``), else in any order and at the same time.
package func spread(count: Int, _ body: @Sendable (Int) -> Void) {
  guard count > 1, let worker = ThreadPool.worker else {
    for piece in 0..<count { body(piece) }
    return
  }
  worker.pool.run(count: count, within: worker.depth, body)
}

/// The same for parts of `count` things: neighbors, of which a part has `size`, but the last; all of
/// them at once where nobody shares this thread's loops.
package func spread(
  count: Int, inPartsOf size: Int, _ body: @Sendable (Range<Int>) -> Void
) {
  guard count > size, sharesLoops else {
    if count > 0 { body(0..<count) }
    return
  }
  spread(count: (count + size - 1) / size) { part in
    body(part * size..<min(count, (part + 1) * size))
  }
}

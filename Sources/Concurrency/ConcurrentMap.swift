import Synchronization

/// The results of `transform(0)`, `transform(1)`, … in this order, made by the threads that share this
/// one's loops (``withThreads(_:_:)``) and have nothing else to do.
///
/// Which thread makes which result is open; the results are not, as long as each depends on its
/// index alone. After the first error no new piece is begun.
///
/// - Throws: the error of the lowest index among the pieces that failed.
package func concurrentMap<Result: Sendable, Failure: Error>(
  count: Int, _ transform: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  guard count > 1, let worker = ThreadPool.worker else {
    return try mapInOrder(count: count, transform)
  }
  let hasFailed = Atomic(false)
  let finished = Mutex<(results: [Result?], failure: (index: Int, error: Failure)?)>(
    (results: Array(repeating: nil, count: count), failure: nil))
  worker.pool.run(count: count, within: worker.depth) { index in
    guard !hasFailed.load(ordering: .relaxed) else { return }
    do throws(Failure) {
      let result = try transform(index)
      finished.withLock { $0.results[index] = result }
    } catch {
      hasFailed.store(true, ordering: .relaxed)
      finished.withLock { state in
        if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
      }
    }
  }
  let (results, failure) = finished.withLock { $0 }
  if let failure { throw failure.error }
  return results.compactMap(\.self)
}

private func mapInOrder<Result, Failure: Error>(
  count: Int, _ transform: (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  var results: [Result] = []
  results.reserveCapacity(count)
  for index in 0..<count { results.append(try transform(index)) }
  return results
}

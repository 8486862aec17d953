import Dispatch
import Synchronization

/// The results of `transform(0)`, `transform(1)`, … in this order, made by up to `threads` threads.
///
/// Which thread makes which result is open; the results are not, as long as each depends on its
/// index alone. After the first error no new piece is begun.
///
/// - Throws: the error of the lowest index among the pieces that failed.
package func concurrentMap<Result: Sendable, Failure: Error>(
  count: Int, threads: Int, _ transform: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let workers = max(1, min(threads, count))
  guard workers > 1 else {
    var results: [Result] = []
    results.reserveCapacity(count)
    for index in 0..<count { results.append(try transform(index)) }
    return results
  }
  let next = Atomic(0)
  let finished = Mutex<(results: [Result?], failure: (index: Int, error: Failure)?)>(
    (results: Array(repeating: nil, count: count), failure: nil))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      do throws(Failure) {
        let result = try transform(index)
        finished.withLock { $0.results[index] = result }
      } catch {
        next.store(count, ordering: .relaxed)
        finished.withLock { state in
          if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
        }
      }
    }
  }
  let (results, failure) = finished.withLock { $0 }
  if let failure { throw failure.error }
  return results.compactMap(\.self)
}

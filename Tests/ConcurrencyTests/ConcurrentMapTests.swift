import Concurrency
import Testing

@Suite struct ConcurrentMapTests {
  @Test("results come in the order of their indices", arguments: [0, 1, 2, 100], [1, 2, 7])
  func order(count: Int, threads: Int) {
    let squares = withThreads(threads) { concurrentMap(count: count) { $0 * $0 } }
    #expect(squares == (0..<count).map { $0 * $0 })
  }

  @Test("the first failure is thrown", arguments: [1, 3])
  func failure(threads: Int) {
    struct Failure: Error, Equatable { let index: Int }
    #expect(throws: Failure(index: 0)) {
      try withThreads(threads) {
        try concurrentMap(count: 50) { index throws(Failure) -> Int in
          if index == 0 { throw Failure(index: index) }
          return index
        }
      }
    }
  }
}

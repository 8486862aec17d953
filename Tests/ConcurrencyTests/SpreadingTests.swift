import Concurrency
import Synchronization
import Testing

@Suite struct SpreadingTests {
  @Test("each piece of nested loops is done once", arguments: [1, 2, 3, 8])
  func nestedLoops(threads: Int) {
    let counts = (0..<600).map { _ in Counter() }
    withThreads(threads) {
      spread(count: 5) { outer in
        spread(count: 6) { middle in
          spread(count: 20, inPartsOf: 3) { range in
            for inner in range { counts[(outer * 6 + middle) * 20 + inner].increase() }
          }
        }
      }
    }
    #expect(counts.allSatisfy { $0.value == 1 })
  }

  @Test("results of loops within loops come in the order of their indices", arguments: [1, 2, 5])
  func order(threads: Int) {
    let table = withThreads(threads) {
      concurrentMap(count: 7) { row in concurrentMap(count: 50) { column in row * column } }
    }
    #expect(table == (0..<7).map { row in (0..<50).map { row * $0 } })
  }

  @Test("no more threads work than were asked for, however deep the loops", arguments: [2, 4])
  func noMoreThreads(threads: Int) {
    let (working, most) = (Counter(), Counter())
    withThreads(threads) {
      spread(count: 8) { _ in
        withThreads(8) {
          spread(count: 40) { _ in
            most.raise(to: working.increase())
            for step in 0..<50 { most.raise(to: step & 0) }
            working.decrease()
          }
        }
      }
    }
    #expect(1...threads ~= most.value)
  }

  @Test("a thread with no piece of its own takes one of a loop within another's piece")
  func help() {
    let arrived = Counter()
    withThreads(2) {
      spread(count: 1) { _ in
        // Each waits for the other: it takes two threads to end.
        spread(count: 2) { _ in
          arrived.increase()
          while arrived.value < 2 {}
        }
      }
    }
    #expect(arrived.value == 2)
  }

  @Test("what fails within a loop fails outside of it", arguments: [1, 3])
  func failure(threads: Int) {
    struct Failure: Error, Equatable { let row: Int }
    #expect(throws: Failure(row: 0)) {
      try withThreads(threads) {
        try concurrentMap(count: 4) { row throws(Failure) in
          try concurrentMap(count: 9) { column throws(Failure) -> Int in
            if row == 0 && column == 0 { throw Failure(row: row) }
            return column
          }
        }
      }
    }
  }
}

/// A number that several threads count.
private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .acquiring) }

  @discardableResult
  func increase() -> Int { count.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue }

  func decrease() { count.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

  func raise(to value: Int) { _ = count.max(value, ordering: .relaxed) }
}

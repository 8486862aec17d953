import Synchronization

/// A loop whose pieces several threads take.
final class PooledLoop: Sendable {
  let count: Int
  /// How many loops enclose it, itself included.
  let depth: Int
  private let next = Atomic(0)
  private let helperCount = Atomic(0)
  private let body: Mutex<(@Sendable (Int) -> Void)?>

  init(count: Int, depth: Int, _ body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.depth = depth
    self.body = Mutex(body)
  }

  /// How many pieces nobody has taken.
  var remainingCount: Int { max(0, count - next.load(ordering: .relaxed)) }

  /// Does pieces, until there are none left.
  @inline(never)
  func takePieces() {
    guard let body = body.withLock({ $0 }) else { return }
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < count else { return }
      body(piece)
    }
  }

  /// Counts a thread that begins to take pieces, beside the one that opened the loop.
  func addHelper() {
    helperCount.wrappingAdd(1, ordering: .relaxed)
  }

  /// Counts a thread that has found no more pieces; says whether it was the last.
  func removeHelper() -> Bool {
    helperCount.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0
  }

  /// Whether others than the thread that opened the loop are at work.
  var hasHelpers: Bool { helperCount.load(ordering: .acquiring) > 0 }

  /// Lets go of what a piece does, which lives no longer than the call that opened the loop.
  func forget() {
    body.withLock { $0 = nil }
  }
}

import Synchronization

/// Tells a person how far the work is, on one line of a terminal that is cleared in the end.
final class Progress: Sendable {
  private let activity: String
  private let total: Int
  private let state = Mutex((done: 0, shown: -1))

  /// Makes progress that counts up to `total`; `activity` says what is done, as "predicting".
  init(_ activity: String, total: Int) {
    self.activity = activity
    self.total = total
  }

  /// Adds `count` to what is done; may be called from any task.
  func add(_ count: Int) {
    state.withLock { state in
      state.done += count
      let percent = state.done * 100 / max(1, total)
      guard percent > state.shown else { return }
      state.shown = percent
      Terminal.standardError.write("\r\u{1B}[K\(activity) \(percent) %")
    }
  }

  /// Clears the line.
  func end() {
    Terminal.standardError.write("\r\u{1B}[K")
  }
}

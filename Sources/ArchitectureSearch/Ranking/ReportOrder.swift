/// In which order a ranking reports the architectures that it scores.
public enum ReportOrder: Sendable {
  /// As they are scored, which may differ from run to run; not those of an earlier run.
  case asScored
  /// As they stand in the list, those of an earlier run among them: what is scored before one that
  /// stands above it waits.
  case asListed
}

/// Entries that wait until it is their turn.
struct WaitingEntries {
  /// The indices whose turn is still to come, in order; `nil` where every entry may pass at once.
  private var turns: ArraySlice<Int>?
  private var waiting: [Int: ScoredArchitecture] = [:]

  /// Knows the entries.
  ///
  /// - Parameters:
  ///   - order: in which order they pass.
  ///   - indices: the indices of all of them.
  init(_ order: ReportOrder, of indices: [Int]) {
    turns = order == .asListed ? indices.sorted()[...] : nil
  }

  /// Takes an entry, and answers those whose turn it is.
  mutating func passing(_ entry: ScoredArchitecture) -> [ScoredArchitecture] {
    guard turns != nil else { return [entry] }
    waiting[entry.index] = entry
    var passing: [ScoredArchitecture] = []
    while let next = turns?.first, let entry = waiting.removeValue(forKey: next) {
      turns?.removeFirst()
      passing.append(entry)
    }
    return passing
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What choosing the best `count` by a score is worth.
///
/// Equal scores stand in the order of the list.
public struct Selection: Sendable {
  private let chosen: [Int]
  private let ideal: [Int]
  private let truth: [Double]

  /// Chooses the `count` entries of the highest score; all, if there are fewer.
  ///
  /// - Precondition: the lists are of one length and not empty, and no number is NaN.
  public init(of count: Int, by score: [Double], truth: [Double]) {
    precondition(score.count == truth.count && !truth.isEmpty, "\(score.count), \(truth.count)")
    let count = min(max(1, count), truth.count)
    self.truth = truth
    chosen = Array(score.indices.sorted { (-score[$0], $0) < (-score[$1], $1) }.prefix(count))
    ideal = Array(truth.indices.sorted { (-truth[$0], $0) < (-truth[$1], $1) }.prefix(count))
  }

  /// Which part of the chosen is among the truly best: no worse than the last of as many.
  public var precision: Double {
    let least = ideal.last.map { truth[$0] } ?? 0
    return Double(chosen.count { truth[$0] >= least }) / Double(chosen.count)
  }

  /// How far the best of the chosen is behind the best of all, in units of the truth.
  public var regret: Double {
    (ideal.first.map { truth[$0] } ?? 0) - (chosen.map { truth[$0] }.max() ?? 0)
  }

  /// The discounted gain of the chosen over the greatest possible, where the gain of an entry is its
  /// truth, scaled to 0…1 over the list.
  ///
  /// Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002),
  /// doi:10.1145/582415.582418.
  ///
  /// `nil` where a truth is infinite, for then there is no scale.
  public var discountedGain: Double? {
    guard let least = truth.min(), let greatest = truth.max(), (greatest - least).isFinite else {
      return nil
    }
    guard greatest > least else { return 1 }
    func gain(_ order: [Int]) -> Double {
      order.enumerated().reduce(0) { sum, entry in
        sum + (truth[entry.element] - least) / (greatest - least) / log2(Double(entry.offset + 2))
      }
    }
    let best = gain(ideal)
    return best > 0 ? gain(chosen) / best : 1
  }
}

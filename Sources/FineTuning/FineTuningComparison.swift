public import Evaluation

/// On how many networks one initialization ends above another.
public struct FineTuningComparison: Hashable, Sendable {
  /// The one.
  public let initialization: NetworkInitialization
  /// The other.
  public let other: NetworkInitialization
  /// On how many networks the first ends above.
  public let above: Int
  /// How many networks were trained from both.
  public let count: Int

  /// Compares the first initialization with each other one, over the networks that were trained from
  /// both.
  public static func all(of runs: [FineTunedNetwork]) -> [FineTuningComparison] {
    let kinds = runs.map(\.initialization).withoutRepetitions
    guard let first = kinds.first else { return [] }
    let networks = Dictionary(grouping: runs, by: \.networkIndex).values.map { runs in
      Dictionary(
        runs.map { ($0.initialization, $0.after.top1) }, uniquingKeysWith: { first, _ in first })
    }
    return kinds.dropFirst().map { other in
      let differences = networks.compactMap { top1 -> Double? in
        guard let one = top1[first], let another = top1[other] else { return nil }
        return one - another
      }
      return FineTuningComparison(
        initialization: first, other: other, above: differences.count { $0 > 0 },
        count: differences.count)
    }
  }
}

/// Cheap networks first: up to a cost that grows with the training.
///
/// Costs are ranked from 0, the cheapest network, to 1. Of the first networks ranks are at most a
/// tenth; the limit rises with their number, and reaches all after ``steps`` steps.
///
/// Source: Bengio et al., "Curriculum learning" (2009), doi:10.1145/1553374.1553380.
public struct Curriculum: Hashable, Sendable {
  /// After how many steps all networks are drawn; 0 for from the first on.
  public var steps: Int
  /// How many networks a step has.
  public var metaBatch: Int

  /// Makes a curriculum.
  public init(steps: Int, metaBatch: Int) {
    self.steps = steps
    self.metaBatch = metaBatch
  }

  private static let firstLimit = 0.1

  /// The rank of a network, where without a curriculum it would be another.
  ///
  /// r·(0.1 + 0.9·t) for the part t of the curriculum that is done: ranks that are spread evenly stay so.
  ///
  /// - Parameters:
  ///   - rank: its rank among all, r.
  ///   - index: which of the training's networks it is.
  /// - Returns: its rank among the networks that are drawn at this step.
  package func costRank(_ rank: Double, at index: Int) -> Double {
    guard steps > 0 else { return rank }
    let done = min(1, Double(index / max(1, metaBatch)) / Double(steps))
    return rank * (Self.firstLimit + (1 - Self.firstLimit) * done)
  }
}

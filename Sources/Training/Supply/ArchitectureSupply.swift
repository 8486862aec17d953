public import ArchDAG
public import ArchitectureSampling
import Randomness

/// The architectures that a training meets, one for each index.
///
/// Each follows from the seed and its index alone: so an interrupted training needs to remember
/// only how many it has met, and any of them can be built on any thread.
public struct ArchitectureSupply: Sendable {
  /// Where architectures come from.
  public enum Source: Sendable {
    /// They are drawn, from the spaces of these splits by turns.
    case sampled([ArchitectureSplit])
    /// They are those of a list, again and again.
    case listed(ArchitectureList, Order)
  }

  /// In which order those of a list come.
  public enum Order: String, Hashable, Sendable, Codable, CaseIterable {
    /// As they are listed.
    case listed
    /// Each time through the list in another order.
    case shuffled
  }

  private let source: Source
  private let seed: UInt64
  private let classCount: Int
  private let curriculum: Curriculum?

  /// Makes a supply.
  ///
  /// - Parameters:
  ///   - source: where architectures come from.
  ///   - seed: what draws and orders follow from.
  ///   - classCount: the number of classes of networks that are drawn.
  ///   - curriculum: whether cheap ones come first; spaces that do not rank costs skip it.
  /// - Precondition: there is at least one split, or a list that is not empty.
  public init(
    _ source: Source, seed: UInt64, classCount: Int, curriculum: Curriculum? = nil
  ) {
    switch source {
    case .sampled(let splits): precondition(!splits.isEmpty, "architectures from no split")
    case .listed(let list, _): precondition(list.count > 0, "architectures from an empty list")
    }
    self.source = source
    self.seed = seed
    self.classCount = classCount
    self.curriculum = curriculum
  }

  /// What is drawn for one of many things follows from this seed.
  private func derivedSeed(_ number: Int) -> UInt64 {
    SplitMix64.mixed(SplitMix64.seed(seed, number))
  }

  /// How many architectures there are; `nil` where they are drawn without end.
  var listedCount: Int? {
    guard case .listed(let list, _) = source else { return nil }
    return list.count
  }

  /// What tells the architecture at an index from others: its index in the list, or the index.
  func position(at index: Int) -> Int {
    switch source {
    case .sampled: index
    case .listed(let list, .listed): index % list.count
    case .listed(let list, .shuffled):
      SplitMix64.shuffledIndices(
        count: list.count, seed: derivedSeed(index / list.count))[index % list.count]
    }
  }

  /// Builds the architecture at an index, which is not negative.
  ///
  /// - Throws: `ArchitectureError`, if that of a list is not sound.
  public func architecture(at index: Int) throws(ArchitectureError) -> Architecture {
    try network(at: index).architecture
  }

  /// Builds the architecture at an index, and says under which name its group is reported: that of
  /// its family, or of the split from whose space it is drawn; `nil` for one of a list.
  ///
  /// - Throws: `ArchitectureError`, if that of a list is not sound.
  func network(
    at index: Int
  ) throws(ArchitectureError) -> (architecture: Architecture, group: String?) {
    switch source {
    case .sampled(let splits):
      let split = splits[index % splits.count]
      let rank = costRank(at: index / splits.count)
      let drawn = try split.network(
        seed: derivedSeed(index), costRank: curriculum?.costRank(rank, at: index) ?? rank,
        classCount: classCount, name: "sample[\(index)]")
      return (drawn.architecture, drawn.family ?? split.name)
    case .listed(let list, _):
      return (try list.architecture(at: position(at: index)), nil)
    }
  }

  /// Ranks in cost that are uniform in 0..<1, and of which any few in a row are spread evenly: so
  /// the networks of one step are about as heavy as those of the next.
  ///
  /// Source: Weyl's sequence of the golden ratio, whose gaps have three lengths at most.
  private func costRank(at number: Int) -> Double {
    let start = Double(derivedSeed(-1) >> 11) / Double(1 << 53)
    let rank = start + Double(number) * 0.618_033_988_749_894_9
    return rank - rank.rounded(.down)
  }
}

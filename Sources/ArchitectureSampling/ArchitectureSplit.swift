/// A named set of networks: a distribution, and the seed from which the set is drawn.
///
/// The same split always begins with the same networks, and a longer list with a shorter one. What
/// commands call `--sample` and `--split` are the names of ``all``.
public struct ArchitectureSplit: Sendable {
  /// What people call the split, such as `small-test`.
  public let name: String
  /// The distribution of its networks.
  public let space: any ArchitectureSpace
  /// The seed of the set, which nobody would choose by accident.
  public let seed: UInt64

  /// Names a set of networks.
  public init(name: String, space: any ArchitectureSpace, seed: UInt64) {
    self.name = name
    self.space = space
    self.seed = seed
  }

  /// A split of DeepNets-1M, or of networks like its.
  public init(_ split: DeepNetsSplit) {
    self.init(name: split.rawValue, space: split.space, seed: split.seed)
  }

  /// The split of this name among ``all``; `nil` if there is none.
  public init?(named name: String) {
    guard let split = Self.all.first(where: { $0.name == name }) else { return nil }
    self = split
  }

  /// Every split that commands know, in the order in which help lists them.
  public static let all: [ArchitectureSplit] =
    DeepNetsSplit.allCases.map { ArchitectureSplit($0) } + families + searched

  /// The splits of the networks that people bring.
  ///
  /// Those whose names do not end in `val` or `test` are for training; of the others no training may
  /// see a network.
  private static let families: [ArchitectureSplit] = [
    ArchitectureSplit(name: "families", space: FamilySpace(), seed: 2_110_131_021),
    ArchitectureSplit(name: "families-val", space: FamilySpace(), seed: 2_110_131_022),
    ArchitectureSplit(name: "families-test", space: FamilySpace(), seed: 2_110_131_023),
    ArchitectureSplit(
      name: "families-wide-test",
      space: FamilySpace(costs: 50e6...400e6, parameterLimit: 40_000_000), seed: 2_110_131_024),
    ArchitectureSplit(name: "everything", space: MixedSpace(), seed: 2_110_131_025),
    ArchitectureSplit(
      name: "families-uneven-val", space: FamilySpace(widths: .uneven(share: 1)),
      seed: 2_110_131_041),
    ArchitectureSplit(
      name: "families-uneven-test", space: FamilySpace(widths: .uneven(share: 1)),
      seed: 2_110_131_042),
    ArchitectureSplit(
      name: "everything-uneven",
      space: MixedSpace(
        families: FamilySpace(widths: .uneven(share: 0.5)),
        cells: CellSpace(widths: .uneven(share: 0.5))),
      seed: 2_110_131_043),
  ]

  /// The spaces of searches, by their own names; networks of DeepNets have splits already.
  private static let searched: [ArchitectureSplit] = NamedSpaces.all
    .filter { !($0 is DeepNetsTextSpace) }.enumerated().map { index, space in
      ArchitectureSplit(
        name: type(of: space).name, space: space, seed: 2_110_131_026 + UInt64(index))
    }
}

/// The paths through a small graph of operations, as features.
///
/// They are what decides how a cell behaves: which operations stand behind each other on the way from
/// its input to its output. Operations that pass everything on are left out of a path.
struct CellPaths {
  /// The operations along each path, from 0 on.
  private let paths: [[Int]]
  /// How many operations of each kind are on a path.
  private let counts: [Int]
  private let kinds: Int
  private let longest: Int

  /// Takes the paths of a graph.
  ///
  /// - Parameters:
  ///   - paths: the operations along each path, those that pass everything on left out.
  ///   - counts: how many operations of each kind are on some path, those that pass on included.
  ///   - kinds: how many kinds of operations there are in a path.
  ///   - longest: the most operations that a path can have.
  init(_ paths: [[Int]], counts: [Int], kinds: Int, longest: Int) {
    self.paths = paths
    self.counts = counts
    self.kinds = kinds
    self.longest = longest
  }

  /// Two groups of features: how often each sequence of operations is a path; and how many operations
  /// of each kind there are, and how long and how many the paths are.
  ///
  /// - Parameters:
  ///   - heavy: the kinds of large convolutions.
  ///   - weighty: all kinds that have weights.
  /// - Returns: both groups.
  func features(heavy: Set<Int>, weighty: Set<Int>) -> [[Double]] {
    var sequences = [Double](repeating: 0, count: Self.sequenceCount(kinds, longest))
    for path in paths {
      // Sequences in the order of their lengths, those of a length as numbers.
      let offset = Self.sequenceCount(kinds, path.count - 1)
      sequences[offset + path.reduce(0) { $0 * kinds + $1 }] += 1
    }
    let depths = paths.map { path in path.count { weighty.contains($0) } }
    let heavyDepths = paths.map { path in path.count { heavy.contains($0) } }
    let lengths: [Double] = [
      Double(depths.max() ?? 0), Double(heavyDepths.max() ?? 0), Double(paths.count),
      paths.contains([]) ? 1 : 0, Double(paths.map(\.count).min() ?? 0),
    ]
    return [sequences, counts.map(Double.init) + lengths]
  }

  /// How many sequences there are of at most `length` operations.
  private static func sequenceCount(_ kinds: Int, _ length: Int) -> Int {
    guard length >= 0 else { return 0 }
    var (sum, power) = (0, 1)
    for _ in 0...length {
      sum += power
      power *= kinds
    }
    return sum
  }
}

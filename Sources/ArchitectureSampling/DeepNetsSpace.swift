/// The distribution of networks of one split of DeepNets-1M.
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3.2, table 2 and appendix A.
public struct DeepNetsSpace: Hashable, Sendable {
  /// How many cells and sums networks have.
  let sizes: Sizes
  /// How many parameters they may have.
  let limit: Limit
  /// The width of the networks that are drawn, except where training widths are.
  let channels: Int
  let norms: Norms
  let widths: Widths

  /// How many cells a network has, and how many sums a cell.
  struct Sizes: Hashable {
    /// How many cells follow each other.
    var cellCounts = 4...18
    /// From more cells than a number drawn from here on, networks are deep and cells small.
    var depthThresholds = 7...10
    /// How many sums a cell of a network that is not deep has.
    var sumCounts = 1...4
    /// How many sums a cell of a deep network has.
    var deepSumCounts = 1...2

    /// Those of networks for a computer without accelerator.
    static let small = Sizes(cellCounts: 4...8, depthThresholds: 6...6)
  }

  /// The most parameters of a network whose first cell is so wide.
  struct Limit: Hashable {
    var parameters = 10_000_000
    var channels = 32
  }

  /// Which norm networks have.
  enum Norms: Hashable {
    /// Batch norm, but none in half of the shallow networks.
    case drawn
    case never
  }

  /// How wide networks are.
  enum Widths: Hashable {
    /// All alike.
    case fixed
    /// Drawn, the narrower the heavier the network.
    case drawn
  }

  private init(
    _ sizes: Sizes = Sizes(), limit: Limit = Limit(), channels: Int = 32, norms: Norms = .drawn,
    widths: Widths = .fixed
  ) {
    self.sizes = sizes
    self.limit = limit
    self.channels = channels
    self.norms = norms
    self.widths = widths
  }

  /// Networks as those on which a GHN is trained, in several widths.
  public static let train = DeepNetsSpace(widths: .drawn)
  /// Networks of the same distribution, in one width; also that of the test split.
  public static let inDistribution = DeepNetsSpace()
  /// Networks of four times the channels.
  public static let wide = DeepNetsSpace(channels: 128)
  /// Networks of more cells.
  public static let deep = DeepNetsSpace(
    Sizes(cellCounts: 10...36, depthThresholds: 18...18), limit: Limit(parameters: 100_000_000))
  /// Networks of larger cells.
  public static let dense = DeepNetsSpace(
    Sizes(sumCounts: 2...10, deepSumCounts: 2...6), limit: Limit(parameters: 100_000_000))
  /// Networks without any norm.
  public static let normFree = DeepNetsSpace(norms: .never)
  /// Small networks, for training on a computer without accelerator.
  public static let small = DeepNetsSpace(.small, limit: smallLimit, channels: 16)
  /// Small networks of twice the channels.
  public static let smallWide = DeepNetsSpace(.small, limit: smallLimit, channels: 32)
  /// Small networks but for more cells.
  public static let smallDeep = DeepNetsSpace(
    Sizes(cellCounts: 6...16, depthThresholds: 8...8),
    limit: Limit(parameters: 20_000_000, channels: 16), channels: 16)
  /// Small networks but for larger cells.
  public static let smallDense = DeepNetsSpace(
    Sizes(cellCounts: 4...8, depthThresholds: 6...6, sumCounts: 2...10, deepSumCounts: 2...6),
    limit: Limit(parameters: 20_000_000, channels: 16), channels: 16)
  /// Small networks without any norm.
  public static let smallNormFree = DeepNetsSpace(
    .small, limit: smallLimit, channels: 16, norms: .never)

  private static let smallLimit = Limit(parameters: 2_000_000, channels: 16)

  /// Whether half of the networks of this depth have no norm.
  func mayLackNorm(cellCount: Int, sumCount: Int) -> Bool {
    cellCount <= sizes.cellCounts.lowerBound + 1 && sumCount <= sizes.deepSumCounts.upperBound
  }
}

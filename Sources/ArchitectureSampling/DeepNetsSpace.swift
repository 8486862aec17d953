/// The distribution of networks of one split of DeepNets-1M.
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3.2, table 2 and appendix A.
public struct DeepNetsSpace: Hashable, Sendable {
  /// How many cells follow each other.
  let cellCounts: ClosedRange<Int>
  /// From more cells than a number drawn from here on, networks are deep and cells small.
  let depthThresholds: ClosedRange<Int>
  /// How many sums a cell of a network that is not deep has.
  let sumCounts: ClosedRange<Int>
  /// How many sums a cell of a deep network has.
  let deepSumCounts: ClosedRange<Int>
  /// The most parameters of a network whose first cell is `limitedChannels` wide.
  let parameterLimit: Int
  /// The width for which the limit holds.
  let limitedChannels: Int
  /// The width of the networks that are drawn, except where training widths are.
  let channels: Int
  let norms: Norms
  let widths: Widths

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
    cellCounts: ClosedRange<Int> = 4...18, depthThresholds: ClosedRange<Int> = 7...10,
    sumCounts: ClosedRange<Int> = 1...4, deepSumCounts: ClosedRange<Int> = 1...2,
    parameterLimit: Int = 10_000_000, limitedChannels: Int = 32, channels: Int = 32,
    norms: Norms = .drawn, widths: Widths = .fixed
  ) {
    self.cellCounts = cellCounts
    self.depthThresholds = depthThresholds
    self.sumCounts = sumCounts
    self.deepSumCounts = deepSumCounts
    self.parameterLimit = parameterLimit
    self.limitedChannels = limitedChannels
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
    cellCounts: 10...36, depthThresholds: 18...18, parameterLimit: 100_000_000)
  /// Networks of larger cells.
  public static let dense = DeepNetsSpace(
    sumCounts: 2...10, deepSumCounts: 2...6, parameterLimit: 100_000_000)
  /// Networks without any norm.
  public static let normFree = DeepNetsSpace(norms: .never)
  /// Small networks, for training on a computer without accelerator.
  public static let small = DeepNetsSpace(
    cellCounts: 4...8, depthThresholds: 6...6, parameterLimit: 2_000_000, limitedChannels: 16,
    channels: 16)
  /// Small networks of twice the channels.
  public static let smallWide = DeepNetsSpace(
    cellCounts: 4...8, depthThresholds: 6...6, parameterLimit: 2_000_000, limitedChannels: 16,
    channels: 32)
  /// Small networks but for more cells.
  public static let smallDeep = DeepNetsSpace(
    cellCounts: 6...16, depthThresholds: 8...8, parameterLimit: 20_000_000, limitedChannels: 16,
    channels: 16)
  /// Small networks but for larger cells.
  public static let smallDense = DeepNetsSpace(
    cellCounts: 4...8, depthThresholds: 6...6, sumCounts: 2...10, deepSumCounts: 2...6,
    parameterLimit: 20_000_000, limitedChannels: 16, channels: 16)
  /// Small networks without any norm.
  public static let smallNormFree = DeepNetsSpace(
    cellCounts: 4...8, depthThresholds: 6...6, parameterLimit: 2_000_000, limitedChannels: 16,
    channels: 16, norms: .never)

  /// Whether half of the networks of this depth have no norm.
  func mayLackNorm(cellCount: Int, sumCount: Int) -> Bool {
    cellCount <= cellCounts.lowerBound + 1 && sumCount <= deepSumCounts.upperBound
  }
}

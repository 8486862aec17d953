/// A split of DeepNets-1M, or of networks like its.
///
/// The first seven are those of DeepNets-1M, drawn anew: their first networks are always the same,
/// but they are not the published ones. The others are of the same kinds, as small as a computer
/// without accelerator can train on.
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3.2.
public enum DeepNetsSplit: String, Hashable, Sendable, CaseIterable {
  case train, val, test, wide, deep, dense
  case normFree = "bn-free"
  case small
  case smallVal = "small-val"
  case smallTest = "small-test"
  case smallWide = "small-wide"
  case smallDeep = "small-deep"
  case smallDense = "small-dense"
  case smallNormFree = "small-bn-free"

  /// The distribution of the split's networks.
  public var space: DeepNetsSpace {
    switch self {
    case .train: .train
    case .val, .test: .inDistribution
    case .wide: .wide
    case .deep: .deep
    case .dense: .dense
    case .normFree: .normFree
    case .small, .smallVal, .smallTest: .small
    case .smallWide: .smallWide
    case .smallDeep: .smallDeep
    case .smallDense: .smallDense
    case .smallNormFree: .smallNormFree
    }
  }

  /// The seed of the set, which nobody would choose by accident.
  ///
  /// Wide networks are those of the test split, wider, and so share its seed.
  public var seed: UInt64 {
    let number: UInt64 =
      switch self {
      case .train: 1
      case .val: 2
      case .test, .wide: 3
      case .deep: 4
      case .dense: 5
      case .normFree: 6
      case .small: 11
      case .smallVal: 12
      case .smallTest, .smallWide: 13
      case .smallDeep: 14
      case .smallDense: 15
      case .smallNormFree: 16
      }
    return 2_110_131_000 + number
  }
}

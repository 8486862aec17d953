import ArchDAG

/// How wide a network may be in training: the heavier it is, the narrower.
///
/// Source: DeepNets-1M (arXiv:2110.13100), appendix A; reference code
/// `ppuda/deepnets1m/loader.py`.
struct TrainingWidths {
  private let channels: [Int]
  private let isLight: Bool

  /// The widths for a network that has `parameterCount` parameters at a width of 32.
  init(of network: DeepNetsNetwork, parameterCount: Int) {
    let all = Array(stride(from: 32, through: 128, by: 16))
    let operations = (network.genotype.normal.edges + network.genotype.reduction.edges)
      .map(\.operation)
    let count =
      if parameterCount > 800_000 || !network.averagesGlobally || network.cellCount > 12
        || operations.contains(where: \.isDenseAndLarge)
      {
        1
      } else if parameterCount > 400_000 || network.cellCount > 10 {
        2
      } else if parameterCount > 200_000 || network.cellCount > 8 {
        3
      } else {
        all.count
      }
    channels = Array(all.prefix(count))
    isLight = count == all.count
  }

  func drawChannels(using generator: inout some RandomNumberGenerator) -> Int {
    channels[Int.random(in: channels.indices, using: &generator)]
  }

  func drawHeadWidth(
    channels: Int, using generator: inout some RandomNumberGenerator
  ) -> Int {
    64 * Int.random(in: 1...(isLight && channels <= 64 ? 8 : 4), using: &generator)
  }
}

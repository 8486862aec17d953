extension GHNConfiguration {
  /// GHN-2: virtual edges, normalized embeddings and parameters.
  ///
  /// - Parameters:
  ///   - classCount: the number of classes.
  ///   - largestKernel: the rows and columns of the largest kernel; the published GHN for ImageNet
  ///     has 16.
  /// - Returns: the published configuration.
  public static func ghn2(classCount: Int, largestKernel: Int = 11) -> GHNConfiguration {
    GHNConfiguration(
      hiddenWidth: 32,
      largestBlock: BlockExtents(
        outputs: 64, inputs: 64, height: largestKernel, width: largestKernel),
      classCount: classCount)
  }

  /// The baseline of GHN-2: no messages, each node passes through an MLP of its own.
  public static func mlp(classCount: Int, largestKernel: Int = 11) -> GHNConfiguration {
    var configuration = ghn2(classCount: classCount, largestKernel: largestKernel)
    configuration.propagation = .nodewise
    return configuration
  }

  /// GHN-1: messages between neighbors only, nothing normalized.
  public static func ghn1(classCount: Int, largestKernel: Int = 11) -> GHNConfiguration {
    var configuration = ghn2(classCount: classCount, largestKernel: largestKernel)
    configuration.normalizesParameters = false
    configuration.normalizesEmbeddings = false
    configuration.virtualEdgeCutoff = 1
    return configuration
  }

  /// The published sizes of GHN-3.
  public enum GHN3Size: String, Hashable, Sendable, CaseIterable {
    /// 6.9 million parameters: width 64, 3 layers, 8 heads.
    case tiny
    /// 35.8 million parameters: width 128, 5 layers, 16 heads.
    case small
    /// 214.7 million parameters: width 256, 12 layers, 16 heads.
    case large
    /// 654.4 million parameters: width 384, 24 layers, 16 heads.
    case extraLarge
  }

  /// GHN-3: attention between all nodes, kernels from the center of the largest one.
  ///
  /// - Parameters:
  ///   - size: one of the published sizes.
  ///   - classCount: the number of classes; 1,000 in the published models.
  /// - Returns: the published configuration.
  ///
  /// Source: GHN-3 (arXiv:2303.04143), section 4.
  public static func ghn3(_ size: GHN3Size, classCount: Int = 1000) -> GHNConfiguration {
    let (width, layers, heads) =
      switch size {
      case .tiny: (64, 3, 8)
      case .small: (128, 5, 16)
      case .large: (256, 12, 16)
      case .extraLarge: (384, 24, 16)
      }
    var configuration = GHNConfiguration(
      hiddenWidth: width,
      largestBlock: BlockExtents(outputs: width, inputs: width, height: 16, width: 16),
      classCount: classCount)
    configuration.propagation = .graphormer(layers: layers, heads: heads)
    configuration.kernelCrop = .centered
    configuration.kernelExtension = .interpolated
    return configuration
  }

  /// Up to so many channels have rows of their own in a low-rank decoder that nobody says more of.
  public static let lowRankChannels = 512

  /// This configuration with kernels that are products of two matrices, as LoGAH has them: sixteen rows
  /// for each channel.
  ///
  /// - Parameters:
  ///   - rank: the numbers in a row.
  ///   - channels: up to so many output or input channels have rows of their own.
  /// - Returns: the configuration.
  public func decodingLowRank(
    _ rank: Int, channels: Int = lowRankChannels
  ) -> GHNConfiguration {
    var configuration = self
    configuration.largestBlock.outputs = channels
    configuration.largestBlock.inputs = channels
    configuration.kernelDecoder = .lowRank(
      .init(rank: rank, length: max(16 * channels, classCount)))
    return configuration
  }
}

extension GraphHyperNetwork {
  /// This network with a low-rank decoder, to be trained on: it embeds graphs as before, what decodes
  /// kernels, scales and shifts is drawn.
  ///
  /// - Parameters:
  ///   - rank: the numbers in a row of a factor.
  ///   - channels: up to so many output or input channels have rows of their own.
  ///   - generator: what the decoder is drawn from.
  /// - Returns: the network.
  public func exchangingDecoder(
    lowRank rank: Int, channels: Int = GHNConfiguration.lowRankChannels,
    using generator: inout some RandomNumberGenerator
  ) -> GraphHyperNetwork {
    adapted(
      to: configuration.decodingLowRank(rank, channels: channels), drawing: "decoder",
      using: &generator
    ).ghn
  }
}

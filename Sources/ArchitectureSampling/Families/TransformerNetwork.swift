package import ArchDAG
import Tensors

/// Vision transformers, in the spellings that libraries and exporters give them.
///
/// Source: ViT (arXiv:2010.11929); DeiT (arXiv:2012.12877); Xiong et al. (arXiv:2002.04745) for
/// norms before and behind.
package struct TransformerNetwork: NetworkFamily {
  package var patch: Int
  package var block: TransformerBlock
  package var depth: Int
  package var positions: Positions
  /// Whether a learned token in front answers, or the mean of all.
  package var hasClassToken: Bool
  /// Whether a norm follows the last block.
  package var normalizesLast: Bool
  /// Whether the norm comes behind the mean.
  package var averagesFirst: Bool
  package var width = 32

  /// Where tokens are told their positions.
  package enum Positions: String, Hashable, Sendable, CaseIterable {
    /// A table (1, tokens, width).
    case tokens
    /// A table (1, width, height, width), added to the feature map.
    case pixels
    case none
  }

  package init(using generator: inout some RandomNumberGenerator) {
    patch = generator.pick([2, 4, 4, 4, 8])
    block = TransformerBlock(using: &generator)
    depth = generator.number(1...(patch == 2 ? 4 : 12))
    hasClassToken = generator.happens(0.4)
    positions = generator.pick([.tokens, .tokens, .tokens, .pixels, .pixels, .none])
    normalizesLast = block.order == .before || generator.happens(0.3)
    averagesFirst = !hasClassToken && generator.happens(0.3)
  }

  package var widths: [Int] {
    [16, 24, 32, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768]
      .filter { $0 % (8 * block.heads) == 0 || ($0 % block.heads == 0 && $0 / block.heads >= 4) }
  }

  package var widthDivisor: Int { max(2, block.heads) }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    var map = try layers.convolveWithBias(
      image, to: width, SlidingWindow(extent: patch, stride: patch), at: "conv_proj")
    if positions == .pixels {
      map = try layers.addPositions(to: map, parameter: "pos_embedding")
    }
    var x = try layers.tokens(of: map, at: "patches")
    if hasClassToken { x = try layers.prependToken(to: x, parameter: "class_token") }
    if positions == .tokens {
      x = try layers.addPositions(to: x, parameter: "encoder.pos_embedding")
    }
    for index in 0..<depth { x = try block.build(&layers, x, "encoder.layers.\(index)") }
    if normalizesLast, !averagesFirst { x = try layers.normalizeTokens(x, at: "encoder.ln") }
    var features =
      hasClassToken
      ? try layers.firstToken(of: x, at: "class") : try layers.averageTokens(x, at: "mean")
    if normalizesLast, averagesFirst {
      let scale = try layers.addParameter("weight", of: "fc_norm", [width])
      let shift = try layers.addParameter("bias", of: "fc_norm", [width])
      features = try layers.builder.addOperation(
        .layerNorm(axis: -1, epsilon: 1e-6), name: "fc_norm", inputs: [features, scale, shift],
        extents: [nil, width])
    }
    return try layers.project(features, from: width, to: classCount, at: "heads.head")
  }
}

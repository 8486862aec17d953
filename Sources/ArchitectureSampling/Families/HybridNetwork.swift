package import ArchDAG
import Tensors

/// Convolutional stages, and transformer blocks over the pixels of the last.
///
/// Source: the hybrids of ViT (arXiv:2010.11929), section 3.1, and CoAtNet (arXiv:2106.04803).
package struct HybridNetwork: NetworkFamily {
  package var stem: ConvolutionalStem
  /// Inverted bottlenecks or basic residual blocks of each stage.
  package var depths: [Int]
  /// Whether blocks expand and convolve each channel by itself, or are basic residual ones.
  package var isInverted: Bool
  package var transformer: TransformerBlock
  package var transformerDepth: Int
  package var hasPositions: Bool
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    stem = generator.pick([.small, .strided, .strided, .deep])
    depths = (0..<generator.number(1...3)).map { _ in generator.number(1...2) }
    isInverted = generator.happens(0.5)
    transformer = TransformerBlock(using: &generator)
    transformer.order = .before
    transformerDepth = generator.number(1...4)
    hasPositions = generator.happens(0.6)
  }

  package var widths: [Int] {
    commonWidths.filter {
      $0 <= 192 && ($0 << (depths.count - 1)) % transformer.heads == 0
        && ($0 << (depths.count - 1)) / transformer.heads >= 4
    }
  }

  /// Heads share out the last stage, which is wider than the first by a power of two.
  package var widthDivisor: Int {
    let largestPower = transformer.heads & -transformer.heads
    return max(2, transformer.heads / min(largestPower, 1 << (depths.count - 1)))
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let block = ConvolutionalBlock(norm: .batch, activation: .relu)
    var map = try stem.build(&layers, from: image, to: width, block: block)
    for (stage, depth) in depths.enumerated() {
      for index in 0..<depth {
        map = try residual(
          &layers, map, to: width << stage, stride: index == 0 && map.height > 4 ? 2 : 1, block,
          "stages.\(stage).\(index)")
      }
    }
    var x = try layers.tokens(of: map, at: "tokens")
    if hasPositions { x = try layers.addPositions(to: x, parameter: "pos_embed") }
    for index in 0..<transformerDepth {
      x = try transformer.build(&layers, x, "blocks.\(index)")
    }
    x = try layers.normalizeTokens(x, at: "norm")
    let features = try layers.averageTokens(x, at: "mean")
    return try layers.project(features, from: x.width, to: classCount, at: "head")
  }

  private func residual(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, to channels: Int, stride: Int,
    _ block: ConvolutionalBlock, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let pixel = SlidingWindow(extent: 1)
    let three = SlidingWindow(extent: 3, padding: 1)
    let strided = SlidingWindow(extent: 3, stride: stride, padding: 1)
    var y = x
    if isInverted {
      let hidden = 4 * x.channels
      y = try block.convolve(&layers, y, to: hidden, pixel, path + ".expand")
      y = try block.convolve(&layers, y, to: hidden, strided, groups: hidden, path + ".depthwise")
      y = try block.convolve(&layers, y, to: channels, pixel, path + ".project", ending: .normed)
    } else {
      y = try block.convolve(&layers, y, to: channels, strided, path + ".conv1")
      y = try block.convolve(&layers, y, to: channels, three, path + ".conv2", ending: .normed)
    }
    var shortcut = x
    if stride > 1 || x.channels != channels {
      shortcut = try block.convolve(
        &layers, x, to: channels, SlidingWindow(extent: 1, stride: stride), path + ".shortcut",
        ending: .normed)
    }
    y = try layers.sum(shortcut, y, at: path + ".sum")
    return isInverted ? y : try layers.activate(y, by: block.activation, at: path + ".act")
  }
}

package import ArchDAG
import Tensors

/// Inverted bottlenecks: expansion by a 1 × 1 convolution, a depthwise one, projection.
///
/// Source: MobileNetV2 (arXiv:1801.04381), MobileNetV3 (arXiv:1905.02244), EfficientNet
/// (arXiv:1905.11946), MnasNet (arXiv:1807.11626).
package struct InvertedBottleneckNetwork: NetworkFamily {
  /// A row of equal blocks.
  package struct Stage: Hashable, Sendable {
    package var expansion, kernel, depth, stride: Int
    /// How wide the stage is, in eighths of the network's width.
    package var eighths: Int
    package var excites: Bool

    package init(
      expansion: Int, kernel: Int, depth: Int, stride: Int, eighths: Int, excites: Bool
    ) {
      self.expansion = expansion
      self.kernel = kernel
      self.depth = depth
      self.stride = stride
      self.eighths = eighths
      self.excites = excites
    }
  }

  package var block: ConvolutionalBlock
  package var stages: [Stage]
  package var firstStride: Int
  /// Between the mean and the class layer.
  package var hiddenWidth: Int?
  /// By how much the last 1 × 1 convolution widens the last stage; 1 for none.
  package var headExpansion: Int
  /// Whether gates follow the expanded width, as in MobileNetV3, or the block's input.
  package var gatesFollowExpansion: Bool
  package var gate: Activation
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    let activation: Activation = generator.pick([
      .clip(minimum: 0, maximum: 6), .clip(minimum: 0, maximum: 6), .relu, .hardSwish, .silu,
    ])
    block = ConvolutionalBlock(
      norm: generator.pick([.batch, .batch, .batch, .batch, .batch, .none]),
      activation: activation)
    let exciting = generator.pick([0.0, 0, 0.5, 1])
    let expansion = generator.pick([3, 4, 6])
    let isVaried = generator.happens(0.3)
    firstStride = generator.pick([1, 1, 2])
    let deepest = block.norm == .none ? 1 : 4
    var all: [Stage] = []
    let count = generator.number(3...7)
    for index in 0..<count {
      let expansion = index == 0 ? 1 : isVaried ? generator.number(2...6) : expansion
      all.append(
        Stage(
          expansion: expansion, kernel: generator.pick([3, 3, 3, 5]),
          depth: index == 0 ? 1 : generator.number(1...deepest),
          stride: index > 0 && generator.happens(0.55) ? 2 : 1,
          eighths: [4, 6, 8, 16, 24, 40, 64][index], excites: generator.happens(exciting)))
    }
    stages = all
    hiddenWidth = generator.happens(0.2) ? generator.pick([64, 128, 256]) : nil
    headExpansion = generator.pick([1, 4, 4, 6])
    gatesFollowExpansion = generator.happens(0.5)
    gate = gatesFollowExpansion ? .hardSigmoid(slope: 1 / 6, offset: 0.5) : .sigmoid
  }

  package var widths: [Int] { commonWidths.filter { $0 % 8 == 0 && $0 <= 96 } }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let stem = SlidingWindow(extent: 3, stride: firstStride, padding: 1)
    var x = try block.convolve(&layers, image, to: width, stem, "features.0")
    for (index, stage) in stages.enumerated() {
      for repetition in 0..<stage.depth {
        x = try bottleneck(
          &layers, x, stage, isFirst: repetition == 0, "features.\(index + 1).\(repetition)")
      }
    }
    let pixel = SlidingWindow(extent: 1)
    if headExpansion > 1 {
      x = try block.convolve(&layers, x, to: headExpansion * x.channels, pixel, "features.last")
    }
    var y = try layers.averagePixels(x, at: "avgpool")
    var width = x.channels
    if let hiddenWidth {
      y = try layers.project(y, from: width, to: hiddenWidth, at: "classifier.0")
      y = try layers.map(y, by: .activation(block.activation), at: "classifier.1")
      width = hiddenWidth
    }
    y = try layers.map(y, by: .dropout(probability: 0.2), at: "classifier.2")
    return try layers.project(y, from: width, to: classCount, at: "classifier.3")
  }

  private func bottleneck(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, _ stage: Stage, isFirst: Bool,
    _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let pixel = SlidingWindow(extent: 1)
    let stride = isFirst && x.height > 1 ? stage.stride : 1
    let outputs = max(4, width * stage.eighths / 8)
    var y = x
    if stage.expansion > 1 {
      y = try block.convolve(&layers, y, to: stage.expansion * x.channels, pixel, path + ".expand")
    }
    let window = SlidingWindow(
      extent: stage.kernel, stride: stride, padding: stage.kernel / 2)
    y = try block.convolve(
      &layers, y, to: y.channels, window, groups: y.channels, path + ".depthwise")
    if stage.excites {
      let squeezed = max(4, (gatesFollowExpansion ? y.channels : x.channels) / 4)
      y = try layers.exciteChannels(
        y, through: squeezed, activation: gatesFollowExpansion ? .relu : .silu, gate: gate,
        usesConvolutions: true, at: path + ".se")
    }
    y = try block.convolve(&layers, y, to: outputs, pixel, path + ".project", ending: .normed)
    guard stride == 1, x.channels == outputs else { return y }
    return try layers.sum(x, y, at: path + ".sum")
  }
}

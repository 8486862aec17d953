package import ArchDAG
import Tensors

/// RegNets: residual blocks of grouped convolutions whose stages' widths grow along a line.
///
/// Source: RegNet (arXiv:2003.13678), X and Y blocks.
package struct RegularNetwork: NetworkFamily {
  package var firstStride: Int
  package var depths: [Int]
  package var groupWidth: Int
  /// How much wider each stage is than the one before, in eighths.
  package var growth: Int
  /// Whether gates of a quarter of a block's input follow its grouped convolution (Y).
  package var excites: Bool
  /// The first stage's width.
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    firstStride = generator.pick([1, 2])
    let stages = generator.pick([3, 4])
    depths = (0..<stages).map { generator.number(1...[2, 3, 5, 2][$0]) }
    groupWidth = generator.pick([4, 8, 8, 16])
    growth = generator.pick([12, 16, 16, 20])
    excites = generator.happens(0.5)
  }

  package var widths: [Int] { commonWidths.filter { $0 % groupWidth == 0 && $0 <= 192 } }

  package var widthDivisor: Int { groupWidth }

  /// RegNetX and RegNetY of 400 and 800 MF.
  package var isPublished: Bool {
    [[1, 3, 6, 6], [1, 2, 7, 12], [1, 3, 8, 2], [1, 3, 7, 5]].contains(depths)
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let block = ConvolutionalBlock(norm: .batch, activation: .relu)
    let stem = SlidingWindow(extent: 3, stride: firstStride, padding: 1)
    var x = try block.convolve(&layers, image, to: max(8, width / 2), stem, "stem")
    var channels = width
    for (stage, depth) in depths.enumerated() {
      for index in 0..<depth {
        x = try residual(
          &layers, x, to: channels, stride: index == 0 && x.height > 1 ? 2 : 1, block,
          "trunk_output.block\(stage + 1).\(index)")
      }
      channels = max(1, channels * growth / 8 / groupWidth) * groupWidth
    }
    let features = try layers.averagePixels(x, at: "avgpool")
    return try layers.project(features, from: x.channels, to: classCount, at: "fc")
  }

  private func residual(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, to channels: Int, stride: Int,
    _ block: ConvolutionalBlock, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let pixel = SlidingWindow(extent: 1)
    let window = SlidingWindow(extent: 3, stride: stride, padding: 1)
    var shortcut = x
    if stride > 1 || x.channels != channels {
      shortcut = try block.convolve(
        &layers, x, to: channels, SlidingWindow(extent: 1, stride: stride), path + ".proj",
        ending: .normed)
    }
    var y = try block.convolve(&layers, x, to: channels, pixel, path + ".f.a")
    y = try block.convolve(
      &layers, y, to: channels, window, groups: channels / groupWidth, path + ".f.b")
    if excites {
      y = try layers.exciteChannels(
        y, through: max(4, x.channels / 4), activation: .relu, gate: .sigmoid,
        usesConvolutions: true, at: path + ".f.se")
    }
    y = try block.convolve(&layers, y, to: channels, pixel, path + ".f.c", ending: .normed)
    y = try layers.sum(shortcut, y, at: path + ".sum")
    return try layers.activate(y, by: block.activation, at: path + ".activation")
  }
}

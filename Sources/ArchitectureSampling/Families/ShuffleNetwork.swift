package import ArchDAG
import Tensors

/// Half of the channels pass a block by, and channels are dealt out anew behind it.
///
/// Source: ShuffleNetV2 (arXiv:1807.11164).
package struct ShuffleNetwork: NetworkFamily {
  package var stem: ConvolutionalStem
  package var depths: [Int]
  package var kernel: Int
  /// By how much the last convolution widens the last stage; 1 for none.
  package var headExpansion: Int
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    stem = generator.pick([.small, .small, .strided, .large])
    let stages = generator.pick([2, 3])
    depths = (0..<stages).map { _ in generator.number(2...5) }
    kernel = generator.pick([3, 3, 3, 5])
    headExpansion = generator.pick([1, 2, 4])
  }

  package var widths: [Int] { commonWidths.filter { $0 % 4 == 0 && $0 >= 12 && $0 <= 320 } }

  /// ShuffleNetV2 of all widths.
  package var isPublished: Bool { depths == [4, 8, 4] }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let block = ConvolutionalBlock(norm: .batch, activation: .relu)
    var x = try stem.build(&layers, from: image, to: max(8, width / 4 * 2), block: block)
    for (stage, depth) in depths.enumerated() {
      for index in 0..<depth {
        x = try unit(
          &layers, x, to: width << stage, shrinks: index == 0, block, "stage\(stage + 2).\(index)")
      }
    }
    if headExpansion > 1 {
      x = try block.convolve(
        &layers, x, to: headExpansion * x.channels, SlidingWindow(extent: 1), "conv5")
    }
    let features = try layers.averagePixels(x, at: "avgpool")
    return try layers.project(features, from: x.channels, to: classCount, at: "fc")
  }

  private func unit(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, to channels: Int, shrinks: Bool,
    _ block: ConvolutionalBlock, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let half = channels / 2
    let pixel = SlidingWindow(extent: 1)
    let window = SlidingWindow(
      extent: kernel, stride: shrinks && x.height > 1 ? 2 : 1, padding: kernel / 2)
    var (left, right) = (x, x)
    if shrinks {
      left = try block.convolve(
        &layers, x, to: x.channels, window, groups: x.channels, path + ".branch1.0",
        ending: .normed)
      left = try block.convolve(&layers, left, to: half, pixel, path + ".branch1.2")
    } else {
      (left, right) = try layers.splitChannels(x, first: half, at: path + ".chunk")
    }
    right = try block.convolve(&layers, right, to: half, pixel, path + ".branch2.0")
    right = try block.convolve(
      &layers, right, to: half, window, groups: half, path + ".branch2.3", ending: .normed)
    right = try block.convolve(&layers, right, to: half, pixel, path + ".branch2.5")
    let both = try layers.concatenate([left, right], at: path + ".cat")
    return try layers.shuffleChannels(both, groups: 2, at: path + ".shuffle")
  }
}

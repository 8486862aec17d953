package import ArchDAG
import Tensors

/// Dense blocks: every layer reads the results of all before it.
///
/// Source: DenseNet (arXiv:1608.06993).
package struct DenseNetwork: NetworkFamily {
  package var stem: ConvolutionalStem
  /// Layers of each block.
  package var depths: [Int]
  /// Whether a 1 × 1 convolution of four times the growth comes before each 3 × 3 one.
  package var isBottleneck: Bool
  /// By how much a transition divides the channels.
  package var compression: Int
  /// Whether each layer concatenates all earlier results anew, as torchvision writes it, or adds its
  /// own to those concatenated before.
  package var concatenatesAnew: Bool
  /// The growth: channels that each layer adds.
  package var width = 8

  package init(using generator: inout some RandomNumberGenerator) {
    stem = generator.pick([.small, .small, .strided, .large])
    let deepest = stem == .small ? 6 : 12
    depths = (0..<generator.number(2...4)).map { _ in generator.number(2...deepest) }
    isBottleneck = generator.happens(0.7)
    compression = generator.pick([1, 2, 2, 2])
    concatenatesAnew = generator.happens(0.7)
  }

  package var widths: [Int] { [4, 6, 8, 12, 16, 20, 24, 32, 40, 48] }

  /// DenseNet-121, 169, 201 and 161.
  package var isPublished: Bool {
    let published = [[6, 12, 24, 16], [6, 12, 32, 32], [6, 12, 48, 32], [6, 12, 36, 24]]
    return published.contains(depths)
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let block = ConvolutionalBlock(norm: .batch, activation: .relu)
    var x = try stem.build(&layers, from: image, to: 2 * width, block: block)
    for (index, depth) in depths.enumerated() {
      x = try denseBlock(&layers, x, depth: depth, block, "features.denseblock\(index + 1)")
      guard index < depths.count - 1 else { break }
      let path = "features.transition\(index + 1)"
      x = try precede(&layers, x, block, path)
      x = try layers.convolve(
        x, to: x.channels / compression, SlidingWindow(extent: 1), at: path + ".conv")
      if x.height > 1 {
        x = try layers.pool(
          x, SlidingWindow(extent: 2, stride: 2), OperationKind.averagePool, at: path + ".pool")
      }
    }
    x = try precede(&layers, x, block, "features.last")
    let features = try layers.averagePixels(x, at: "avgpool")
    return try layers.project(features, from: x.channels, to: classCount, at: "classifier")
  }

  private func denseBlock(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, depth: Int,
    _ block: ConvolutionalBlock, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var results = [x]
    for index in 0..<depth {
      let path = "\(path).denselayer\(index + 1)"
      var y = try layers.concatenate(results, at: path + ".features")
      if !concatenatesAnew { results = [y] }
      if isBottleneck {
        y = try precede(&layers, y, block, path + ".1")
        y = try layers.convolve(y, to: 4 * width, SlidingWindow(extent: 1), at: path + ".conv1")
      }
      y = try precede(&layers, y, block, path + ".2")
      y = try layers.convolve(
        y, to: width, SlidingWindow(extent: 3, padding: 1), at: path + ".conv2")
      results.append(y)
    }
    return try layers.concatenate(results, at: path + ".features")
  }

  /// Norm and activation, which come before convolutions here.
  private func precede(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, _ block: ConvolutionalBlock,
    _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let y = try block.normalize(&layers, x, path)
    return try layers.activate(y, by: block.activation, at: path + ".act")
  }
}

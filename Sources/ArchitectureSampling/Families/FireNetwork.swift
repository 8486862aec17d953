package import ArchDAG
import Tensors

/// Fire modules: a 1 × 1 convolution squeezes, a 1 × 1 and a 3 × 3 one expand and are concatenated.
///
/// Source: SqueezeNet (arXiv:1602.07360).
package struct FireNetwork: NetworkFamily {
  package var block: ConvolutionalBlock
  package var firstStride: Int
  /// Modules before each pooling.
  package var depths: [Int]
  /// By how much a module's expanded parts are wider than its squeezed one.
  package var expansion: Int
  /// Whether modules that keep their channels add what they read.
  package var bypasses: Bool
  /// Whether the classes are channels of a convolution that is averaged last.
  package var classifiesPixels: Bool
  /// Channels of the first module's squeezed part.
  package var width = 8

  package init(using generator: inout some RandomNumberGenerator) {
    block = ConvolutionalBlock(
      norm: generator.pick([.none, .none, .batch]), activation: .relu)
    firstStride = generator.pick([1, 2])
    let stages = generator.pick([2, 3])
    depths = (0..<stages).map { _ in generator.number(1...3) }
    expansion = generator.pick([2, 4, 4])
    bypasses = generator.happens(0.3)
    classifiesPixels = generator.happens(0.8)
  }

  package var widths: [Int] { commonWidths.filter { $0 <= 96 } }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let pool = SlidingWindow(extent: 3, stride: 2, padding: 1)
    let stem = SlidingWindow(extent: 3, stride: firstStride, padding: 1)
    var x = try block.convolve(&layers, image, to: 4 * width, stem, "features.0")
    for (stage, depth) in depths.enumerated() {
      x = try layers.pool(x, pool, OperationKind.maxPool, at: "features.pool\(stage)")
      for index in 0..<depth {
        x = try fire(&layers, x, squeezed: width * (stage + 1), "features.\(stage + 1).\(index)")
      }
    }
    guard classifiesPixels else {
      let features = try layers.averagePixels(x, at: "avgpool")
      return try layers.project(features, from: x.channels, to: classCount, at: "classifier")
    }
    x = try layers.convolveWithBias(
      x, to: classCount, SlidingWindow(extent: 1), at: "classifier.1")
    return try layers.averagePixels(x, at: "classifier.3")
  }

  private func fire(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, squeezed: Int, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let pixel = SlidingWindow(extent: 1)
    let expanded = expansion * squeezed
    let narrow = try block.convolve(&layers, x, to: squeezed, pixel, path + ".squeeze")
    let small = try block.convolve(&layers, narrow, to: expanded, pixel, path + ".expand1x1")
    let large = try block.convolve(
      &layers, narrow, to: expanded, SlidingWindow(extent: 3, padding: 1), path + ".expand3x3")
    let y = try layers.concatenate([small, large], at: path + ".concatenation")
    return bypasses && y.channels == x.channels
      ? try layers.sum(x, y, at: path + ".bypass") : y
  }
}

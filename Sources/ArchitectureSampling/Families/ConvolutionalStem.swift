package import ArchDAG
import Tensors

/// How a convolutional network begins.
package enum ConvolutionalStem: String, Hashable, Sendable, CaseIterable {
  /// One 3 × 3 convolution that keeps the image's extents, as for small images.
  case small
  /// One 3 × 3 convolution of stride 2.
  case strided
  /// A 7 × 7 convolution of stride 2 and a max pool of stride 2, as for ImageNet.
  case large
  /// Three 3 × 3 convolutions, the first of stride 2.
  case deep

  /// By how much the stem shrinks the image.
  package var stride: Int {
    switch self {
    case .small: 1
    case .strided, .deep: 2
    case .large: 4
    }
  }

  package static func draw(using generator: inout some RandomNumberGenerator) -> Self {
    generator.pick([.small, .small, .strided, .large, .large, .deep])
  }

  /// Convolutions, norms and activations; the last norm and activation may be left to a block that
  /// begins with them.
  package func build(
    _ layers: inout ConvolutionalBuilder, from x: FeatureMap, to width: Int,
    block: ConvolutionalBlock, ending: ConvolutionalBlock.Ending = .activated
  ) throws(ArchitectureError) -> FeatureMap {
    let three = SlidingWindow(extent: 3, padding: 1)
    var y = x
    switch self {
    case .small:
      y = try block.convolve(&layers, y, to: width, three, "conv1", ending: ending)
    case .strided:
      let window = SlidingWindow(extent: 3, stride: 2, padding: 1)
      y = try block.convolve(&layers, y, to: width, window, "conv1", ending: ending)
    case .large:
      let window = SlidingWindow(extent: 7, stride: 2, padding: 3)
      y = try block.convolve(&layers, y, to: width, window, "conv1", ending: ending)
      let pool = SlidingWindow(extent: 3, stride: 2, padding: 1)
      y = try layers.pool(y, pool, OperationKind.maxPool, at: "maxpool")
    case .deep:
      let half = max(4, width / 2)
      let window = SlidingWindow(extent: 3, stride: 2, padding: 1)
      y = try block.convolve(&layers, y, to: half, window, "stem.0")
      y = try block.convolve(&layers, y, to: half, three, "stem.1")
      y = try block.convolve(&layers, y, to: width, three, "stem.2", ending: ending)
    }
    return y
  }
}

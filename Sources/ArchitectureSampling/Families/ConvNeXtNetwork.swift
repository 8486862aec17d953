package import ArchDAG
import Tensors

/// ConvNeXt: large depthwise convolutions, layer norm, a feed-forward part over channels.
///
/// Source: ConvNeXt (arXiv:2201.03545).
package struct ConvNeXtNetwork: NetworkFamily {
  package var kernel: Int
  package var depths: [Int]
  /// The side of the patches that the stem cuts the image into.
  package var patch: Int
  /// Whether each block's result is scaled by a learned number for each channel.
  package var scales: Bool
  /// Whether the feed-forward part is of linear layers over channels that come last, or of 1 × 1
  /// convolutions.
  package var usesLinearLayers: Bool
  package var expansion: Int
  /// Whether a norm follows the mean over pixels.
  package var normalizesMean: Bool
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    kernel = generator.pick([7, 7, 7, 5, 3])
    let stages = generator.pick([2, 3, 4])
    depths = (0..<stages).map { _ in generator.number(1...4) }
    patch = generator.pick([1, 2, 2, 4])
    scales = generator.happens(0.5)
    usesLinearLayers = generator.happens(0.6)
    expansion = generator.pick([2, 4, 4])
    normalizesMean = generator.happens(0.7)
  }

  package var widths: [Int] { commonWidths.filter { $0 <= 192 } }

  /// ConvNeXt-T to L.
  package var isPublished: Bool { [[3, 3, 9, 3], [3, 3, 27, 3]].contains(depths) }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let stem =
      patch == 1
      ? SlidingWindow(extent: 3, padding: 1) : SlidingWindow(extent: patch, stride: patch)
    var x = try layers.convolveWithBias(image, to: width, stem, at: "features.0.0")
    x = try layers.normalizeChannels(x, at: "features.0.1")
    for (stage, depth) in depths.enumerated() {
      if stage > 0 {
        let path = "features.\(2 * stage)"
        x = try layers.normalizeChannels(x, at: path + ".0")
        let strides = x.height > 1
        x = try layers.convolveWithBias(
          x, to: width << stage, SlidingWindow(extent: strides ? 2 : 1, stride: strides ? 2 : 1),
          at: path + ".1")
      }
      for index in 0..<depth {
        x = try residual(&layers, x, "features.\(2 * stage + 1).\(index)")
      }
    }
    guard normalizesMean else {
      x = try layers.normalizeChannels(x, at: "norm")
      let features = try layers.averagePixels(x, at: "avgpool")
      return try layers.project(features, from: x.channels, to: classCount, at: "head")
    }
    let mean = try layers.add(
      .globalAveragePool, at: "avgpool", [x.id], channels: x.channels, height: 1, width: 1)
    let normed = try layers.normalizeChannels(mean, at: "classifier.0")
    let features = try layers.flatten(normed, at: "classifier.1")
    return try layers.project(features, from: x.channels, to: classCount, at: "classifier.2")
  }

  private func residual(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let window = SlidingWindow(extent: kernel, padding: kernel / 2)
    var y = try layers.convolveWithBias(
      x, to: x.channels, window, groups: x.channels, at: path + ".block.0")
    let gelu = Activation.gelu(isApproximate: false)
    if usesLinearLayers {
      let pixels = try layers.channelsLast(y, at: path + ".block.1")
      let scale = try layers.addParameter("weight", of: path + ".block.2", [x.channels])
      let shift = try layers.addParameter("bias", of: path + ".block.2", [x.channels])
      var z = try layers.builder.addOperation(
        .layerNorm(axis: -1, epsilon: 1e-6), name: path + ".block.2",
        inputs: [pixels, scale, shift], extents: [nil, x.height, x.width, x.channels])
      z = try layers.project(
        z, from: x.channels, to: expansion * x.channels, at: path + ".block.3")
      z = try layers.map(z, by: .activation(gelu), at: path + ".block.4")
      z = try layers.project(
        z, from: expansion * x.channels, to: x.channels, at: path + ".block.5")
      y = try layers.channelsFirst(z, channels: x.channels, like: x, at: path + ".block.6")
    } else {
      let pixel = SlidingWindow(extent: 1)
      y = try layers.normalizeChannels(y, at: path + ".norm")
      y = try layers.convolveWithBias(y, to: expansion * x.channels, pixel, at: path + ".fc1")
      y = try layers.activate(y, by: gelu, at: path + ".act")
      y = try layers.convolveWithBias(y, to: x.channels, pixel, at: path + ".fc2")
    }
    if scales {
      let scale = try layers.builder.addParameter(
        name: path + ".layer_scale", shape: Shape([x.channels, 1, 1]))
      y = try layers.add(
        .arithmetic(.multiply), at: path + ".scaled", [scale, y.id],
        channels: y.channels, height: y.height, width: y.width)
    }
    return try layers.sum(y, x, at: path + ".sum")
  }
}

package import ArchDAG
import Tensors

/// Residual networks: basic and bottleneck blocks, grouped ones, with squeeze-and-excitation, and with
/// norms before convolutions.
///
/// Source: He et al. (arXiv:1512.03385, arXiv:1603.05027); ResNeXt (arXiv:1611.05431); squeeze and
/// excitation (arXiv:1709.01507); ResNet-D (arXiv:1812.01187).
package struct ResidualNetwork: NetworkFamily {
  package var block: ConvolutionalBlock
  package var stem: ConvolutionalStem
  package var isBottleneck: Bool
  /// Whether norm and activation come before each convolution.
  package var isPreActivated: Bool
  /// Blocks of each stage.
  package var depths: [Int]
  /// Channels of each group of a block's 3 × 3 convolution; `nil` for one group.
  package var groupWidth: Int?
  package var excites: Bool
  /// Whether shortcuts average before they project.
  package var averagesShortcuts: Bool
  package var width = 16

  package init(using generator: inout some RandomNumberGenerator) {
    let norm: ConvolutionalBlock.Norm = generator.pick([
      .batch, .batch, .batch, .batch, .batch, .batch, .batch, .group, .none,
    ])
    block = ConvolutionalBlock(norm: norm, activation: .relu)
    stem = .draw(using: &generator)
    isBottleneck = generator.happens(0.45)
    isPreActivated = norm != .none && generator.happens(0.2)
    let stages = generator.pick([3, 4, 4])
    let deepest = norm == .none ? 2 : stem == .small ? 3 : 5
    depths = (0..<stages).map { _ in generator.number(1...deepest) }
    if generator.happens(0.3) { depths = depths.map { _ in 2 } }
    groupWidth = isBottleneck && generator.happens(0.3) ? generator.pick([4, 8, 16]) : nil
    excites = generator.happens(0.2)
    averagesShortcuts = generator.happens(0.15)
  }

  package var widths: [Int] { commonWidths.filter { $0 <= 128 && $0 % (groupWidth ?? 4) == 0 } }

  package var widthDivisor: Int { groupWidth ?? 2 }

  /// ResNet-18, 34, 50, 101 and 152, ResNeXt-50 and 101 and their wide and excited relatives.
  package var isPublished: Bool {
    let published = [[2, 2, 2, 2], [3, 4, 6, 3], [3, 4, 23, 3], [3, 8, 36, 3]]
    return width == 64 && !isPreActivated && published.contains(depths)
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    var x = try stem.build(
      &layers, from: image, to: width, block: block, ending: isPreActivated ? .plain : .activated)
    for (stage, depth) in depths.enumerated() {
      for index in 0..<depth {
        let strides = index == 0 && stage > 0 && x.height > 1
        x = try residual(
          &layers, x, inner: width << stage, stride: strides ? 2 : 1,
          "layer\(stage + 1).\(index)")
      }
    }
    if isPreActivated {
      x = try block.normalize(&layers, x, "norm")
      x = try layers.activate(x, by: block.activation, at: "act")
    }
    let features = try layers.averagePixels(x, at: "avgpool")
    return try layers.project(features, from: x.channels, to: classCount, at: "fc")
  }

  private func residual(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, inner: Int, stride: Int, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let outputs = isBottleneck ? 4 * inner : inner
    let pixel = SlidingWindow(extent: 1)
    let three = SlidingWindow(extent: 3, padding: 1)
    let strided = SlidingWindow(extent: 3, stride: stride, padding: 1)
    let groups = groupWidth.map { inner / $0 } ?? 1
    var steps: [(window: SlidingWindow, channels: Int, groups: Int)] = [
      (strided, inner, 1), (three, outputs, 1),
    ]
    if isBottleneck {
      steps = [(pixel, inner, 1), (strided, inner, groups), (pixel, outputs, 1)]
    }
    var y = x
    var entrance = x
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let path = "\(path).\(index + 1)"
      if isPreActivated {
        y = try block.normalize(&layers, y, path)
        y = try layers.activate(y, by: block.activation, at: path + ".act")
        if index == 0 { entrance = y }
      }
      y = try block.convolve(
        &layers, y, to: step.channels, step.window, groups: step.groups, path,
        ending: isPreActivated ? .plain : isLast ? .normed : .activated)
    }
    if excites {
      y = try layers.exciteChannels(
        y, through: max(4, outputs / 16), activation: .relu, gate: .sigmoid,
        usesConvolutions: true, at: path + ".se")
    }
    let changes = stride > 1 || x.channels != outputs
    let shortcut =
      changes
      ? try project(
        &layers, isPreActivated ? entrance : x, to: outputs, stride: stride,
        path + ".downsample") : x
    y = try layers.sum(y, shortcut, at: path + ".sum")
    return isPreActivated ? y : try layers.activate(y, by: block.activation, at: path + ".out")
  }

  private func project(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, to channels: Int, stride: Int,
    _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard averagesShortcuts, stride > 1, x.height % 2 == 0 else {
      return try block.convolve(
        &layers, x, to: channels, SlidingWindow(extent: 1, stride: stride), path,
        ending: isPreActivated ? .plain : .normed)
    }
    let window = SlidingWindow(extent: stride, stride: stride)
    let mean = try layers.pool(x, window, OperationKind.averagePool, at: path + ".pool")
    return try block.convolve(
      &layers, mean, to: channels, SlidingWindow(extent: 1), path,
      ending: isPreActivated ? .plain : .normed)
  }
}

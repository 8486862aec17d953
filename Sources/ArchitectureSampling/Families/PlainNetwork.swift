package import ArchDAG
import Tensors

/// Convolutions one after the other, as in VGG: with and without norms, pooled or strided.
///
/// Source: VGG (arXiv:1409.1556); Springenberg et al. (arXiv:1412.6806) for strides.
package struct PlainNetwork: NetworkFamily {
  package var block: ConvolutionalBlock
  package var kernel: Int
  /// Convolutions of each stage.
  package var depths: [Int]
  /// How images shrink between stages.
  package var pooling: StagePooling
  package var head: PlainHead
  /// Stages from which on the width no longer doubles.
  package var doublings: Int
  package var width = 16

  /// How images shrink between stages.
  package enum StagePooling: String, Hashable, Sendable, CaseIterable {
    case maximum, average, stride
  }

  package init(using generator: inout some RandomNumberGenerator) {
    let norm: ConvolutionalBlock.Norm = generator.pick([
      .batch, .batchBehindBias, .batchBehindBias, .none, .none,
    ])
    block = ConvolutionalBlock(norm: norm, activation: .relu)
    kernel = generator.pick([3, 3, 3, 5])
    let stages = generator.number(2...5)
    depths = (0..<stages).map { _ in generator.number(1...(norm == .none ? 2 : 3)) }
    pooling = generator.pick([.maximum, .maximum, .maximum, .average, .stride])
    head = PlainHead(using: &generator)
    doublings = generator.number(1...3)
  }

  package var widths: [Int] { commonWidths.filter { $0 <= 128 } }

  /// VGG-11 to VGG-19.
  package var isPublished: Bool {
    let published = [[1, 1, 2, 2, 2], [2, 2, 2, 2, 2], [2, 2, 3, 3, 3], [2, 2, 4, 4, 4]]
    return width == 64 && kernel == 3 && published.contains(depths)
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    var x = image
    for (stage, depth) in depths.enumerated() {
      let channels = width << min(stage, doublings)
      for index in 0..<depth {
        let strides = pooling == .stride && index == depth - 1 && x.height > 1
        let window = SlidingWindow(
          extent: kernel, stride: strides ? 2 : 1, padding: kernel / 2)
        x = try block.convolve(&layers, x, to: channels, window, "features.\(stage).\(index)")
      }
      if pooling != .stride, x.height > 1 {
        let kind = pooling == .maximum ? OperationKind.maxPool : OperationKind.averagePool
        x = try layers.pool(
          x, SlidingWindow(extent: 2, stride: 2), kind, at: "features.\(stage).pool")
      }
    }
    return try head.build(&layers, from: x, classCount: classCount)
  }
}

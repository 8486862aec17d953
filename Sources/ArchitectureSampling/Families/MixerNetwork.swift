package import ArchDAG
import Tensors

/// MLP-Mixer: one feed-forward part over positions, one over channels, in turn.
///
/// Source: MLP-Mixer (arXiv:2105.01601).
package struct MixerNetwork: NetworkFamily {
  package var patch: Int
  package var depth: Int
  /// The width of the feed-forward part over positions.
  package var positionWidth: Int
  /// By how much that over channels is wider than the tokens.
  package var expansion: Int
  package var width = 32

  package init(using generator: inout some RandomNumberGenerator) {
    patch = generator.pick([4, 4, 8])
    depth = generator.number(1...8)
    positionWidth = generator.pick([16, 32, 64, 128])
    expansion = generator.pick([1, 2, 4])
  }

  package var widths: [Int] { commonWidths.filter { $0 >= 16 } }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let map = try layers.convolveWithBias(
      image, to: width, SlidingWindow(extent: patch, stride: patch), at: "stem.proj")
    var x = try layers.tokens(of: map, at: "stem")
    for index in 0..<depth {
      let path = "blocks.\(index)"
      var y = try layers.normalizeTokens(x, at: path + ".norm1")
      y = try exchanged(&layers, y, path + ".to_places")
      y = try feedForward(&layers, y, through: positionWidth, path + ".mlp_tokens")
      y = try exchanged(&layers, y, path + ".to_channels")
      x = try layers.sum(x, y, at: path + ".sum1")
      y = try layers.normalizeTokens(x, at: path + ".norm2")
      y = try feedForward(&layers, y, through: expansion * width, path + ".mlp_channels")
      x = try layers.sum(x, y, at: path + ".sum2")
    }
    x = try layers.normalizeTokens(x, at: "norm")
    let features = try layers.averageTokens(x, at: "mean")
    return try layers.project(features, from: width, to: classCount, at: "head")
  }

  private func feedForward(
    _ layers: inout ConvolutionalBuilder, _ x: TokenMap, through width: Int, _ path: String
  ) throws(ArchitectureError) -> TokenMap {
    try layers.feedForward(
      x, through: width, activation: .gelu(isApproximate: false),
      at: (path + ".fc1", path + ".fc2"))
  }

  /// Positions and channels exchanged.
  private func exchanged(
    _ layers: inout ConvolutionalBuilder, _ x: TokenMap, _ path: String
  ) throws(ArchitectureError) -> TokenMap {
    let id = try layers.builder.addOperation(
      .transpose(permutation: [0, 2, 1]), name: path, inputs: [x.id],
      extents: [nil, x.width, x.count])
    return TokenMap(id: id, count: x.width, width: x.count)
  }
}

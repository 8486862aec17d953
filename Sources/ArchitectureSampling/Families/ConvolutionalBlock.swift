package import ArchDAG
package import Tensors

/// How the convolutions of a network are followed by norms and activations.
package struct ConvolutionalBlock: Hashable, Sendable {
  /// What follows a convolution.
  package enum Norm: String, Hashable, Sendable, CaseIterable {
    /// Batch norm behind a convolution without bias.
    case batch
    /// Batch norm behind a convolution with a bias, which does nothing.
    case batchBehindBias
    /// Group norm behind a convolution without bias.
    case group
    /// Nothing: the convolution has a bias. So files look whose batch norms were folded.
    case none
  }

  package var norm: Norm
  package var activation: Activation

  package init(norm: Norm, activation: Activation) {
    self.norm = norm
    self.activation = activation
  }

  /// What a convolution of a block ends with.
  package enum Ending: Hashable, Sendable {
    /// Itself.
    case plain
    /// The norm.
    case normed
    /// Norm and activation.
    case activated
  }

  /// A convolution, and what `ending` says behind it.
  package func convolve(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, to channels: Int,
    _ window: SlidingWindow, groups: Int = 1, _ path: String, ending: Ending = .activated
  ) throws(ArchitectureError) -> FeatureMap {
    let hasBias = norm == .none || norm == .batchBehindBias
    var y =
      hasBias
      ? try layers.convolveWithBias(x, to: channels, window, groups: groups, at: path + ".conv")
      : try layers.convolve(x, to: channels, window, groups: groups, at: path + ".conv")
    guard ending != .plain else { return y }
    y = try normalize(&layers, y, path)
    return ending == .activated ? try layers.activate(y, by: activation, at: path + ".act") : y
  }

  /// The norm alone, x itself where there is none.
  package func normalize(
    _ layers: inout ConvolutionalBuilder, _ x: FeatureMap, _ path: String
  ) throws(ArchitectureError) -> FeatureMap {
    switch norm {
    case .batch, .batchBehindBias:
      return try layers.normalize(x, at: path + ".bn")
    case .group:
      let groups = [8, 4, 2].first { x.channels % $0 == 0 } ?? 1
      return try layers.normalizeGroups(x, groups: groups, at: path + ".gn")
    case .none:
      return x
    }
  }
}

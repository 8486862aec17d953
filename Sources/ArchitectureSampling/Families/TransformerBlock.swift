package import ArchDAG

/// A block of attention and a feed-forward part, both residual.
package struct TransformerBlock: Hashable, Sendable {
  package var heads: Int
  package var attention: AttentionSpelling
  package var outputHasBias: Bool
  /// By how much the feed-forward part is wider than the tokens.
  package var expansion: Int
  package var order: NormOrder
  package var activation: Activation

  /// Where the norm of each residual part stands.
  package enum NormOrder: String, Hashable, Sendable, CaseIterable {
    /// x + f(norm(x))
    case before
    /// norm(x + f(x))
    case behind
  }

  package init(using generator: inout some RandomNumberGenerator) {
    heads = generator.pick([1, 2, 3, 4, 4, 6, 8, 8])
    attention = generator.pick(AttentionSpelling.allCases)
    outputHasBias = generator.happens(0.85)
    expansion = generator.pick([1, 2, 3, 4, 4])
    order = generator.happens(0.85) ? .before : .behind
    activation = generator.pick([.gelu(isApproximate: false), .gelu(isApproximate: false), .relu])
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, _ x: TokenMap, _ path: String
  ) throws(ArchitectureError) -> TokenMap {
    let norms = (path + ".ln_1", path + ".ln_2")
    let fed = (path + ".mlp.0", path + ".mlp.3")
    let hidden = expansion * x.width
    switch order {
    case .before:
      var y = try layers.normalizeTokens(x, at: norms.0)
      y = try attend(&layers, y, path)
      let z = try layers.sum(y, x, at: path + ".sum1")
      y = try layers.normalizeTokens(z, at: norms.1)
      y = try layers.feedForward(y, through: hidden, activation: activation, at: fed)
      return try layers.sum(z, y, at: path + ".sum2")
    case .behind:
      var y = try attend(&layers, x, path)
      y = try layers.normalizeTokens(try layers.sum(x, y, at: path + ".sum1"), at: norms.0)
      let z = try layers.feedForward(y, through: hidden, activation: activation, at: fed)
      return try layers.normalizeTokens(try layers.sum(y, z, at: path + ".sum2"), at: norms.1)
    }
  }

  private func attend(
    _ layers: inout ConvolutionalBuilder, _ x: TokenMap, _ path: String
  ) throws(ArchitectureError) -> TokenMap {
    try layers.attend(
      x, heads: heads, spelling: attention, outputHasBias: outputHasBias,
      at: path + ".self_attention")
  }
}

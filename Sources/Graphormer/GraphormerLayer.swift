public import Autograd
public import Layers
public import Tensors

/// One step in which every node looks at all nodes of its graph, and then thinks for itself.
///
///     h ← h + W_out·attention(W_qkv·LN(h)) + b_out
///     h ← h + W_2·gelu(W_1·LN(h) + b_1) + b_2
///
/// Parameters: `ln1`, `attn.to_qkv` (3·inner, width) without bias, `attn.to_out.0` (width, inner),
/// `ln2`, `ff.net.0` (4·width, width) and `ff.net.3` (width, 4·width), where inner is the number of
/// heads times ⌊width / heads⌋.
///
/// Source: GHN-3 (arXiv:2303.04143), section 3.1; Graphormer (arXiv:2106.05234), Eqs. 8 and 9.
public struct GraphormerLayer: Layer {
  /// What is done to the embeddings before attention.
  public let attentionNorm: LayerNorm
  /// The queries, keys and values of all heads, in one map.
  public let queriesKeysValues: Linear
  /// What attention adds to the embeddings, from the results of all heads.
  public let output: Linear
  /// What is done to the embeddings before the feed-forward map.
  public let feedForwardNorm: LayerNorm
  /// The first half of the feed-forward map, after which comes a GELU.
  public let expansion: Linear
  /// The second half of the feed-forward map.
  public let contraction: Linear
  /// The number of attention heads.
  public let heads: Int

  /// Makes the layer whose parameters are named `prefix.…`; they are drawn as PyTorch does.
  ///
  /// A checkpoint decides on the width inside the feed-forward map.
  ///
  /// - Precondition: there is at least one head, and no more than `width`.
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int, heads: Int
  ) throws(Source.Failure) {
    let inner = GraphormerLayer.innerWidth(width: width, heads: heads)
    attentionNorm = try LayerNorm(&source, named: "\(prefix).ln1", width: width)
    queriesKeysValues = try Linear(
      &source, named: "\(prefix).attn.to_qkv", inputs: .exactly(width),
      outputs: .exactly(3 * inner), bias: .absent)
    output = try Linear(
      &source, named: "\(prefix).attn.to_out.0", inputs: .exactly(inner),
      outputs: .exactly(width))
    feedForwardNorm = try LayerNorm(&source, named: "\(prefix).ln2", width: width)
    expansion = try Linear(
      &source, named: "\(prefix).ff.net.0", inputs: .exactly(width),
      outputs: .stored(otherwise: 4 * width))
    contraction = try Linear(
      &source, named: "\(prefix).ff.net.3", inputs: .exactly(expansion.outputs),
      outputs: .exactly(width))
    self.heads = heads
  }

  /// The length of a query of all heads together.
  private static func innerWidth(width: Int, heads: Int) -> Int {
    precondition(heads > 0 && heads <= width, "\(heads) heads of an embedding of width \(width)")
    return heads * (width / heads)
  }

  public var parameters: [Parameter] {
    attentionNorm.parameters + queriesKeysValues.parameters + output.parameters
      + feedForwardNorm.parameters + expansion.parameters + contraction.parameters
  }

  /// The embeddings after the step.
  ///
  /// - Parameters:
  ///   - embeddings: (nodes, width), those of the nodes of all graphs, one graph after another.
  ///   - biases: (pairs, heads), those of the pairs of distances of all graphs.
  ///   - pairClasses: for each graph, the index of each two nodes' pair of distances.
  /// - Returns: (nodes, width).
  public func callAsFunction(
    _ embeddings: Variable, biases: Variable, pairClasses: [ClassMatrix]
  ) -> Variable {
    let seen = selfAttention(
      queriesKeysValues(attentionNorm(embeddings)), biases: biases, heads: heads,
      within: pairClasses)
    let attended = embeddings + output(seen)
    let expanded = expansion(feedForwardNorm(attended)).gelu()
    return attended + contraction(expanded)
  }
}

public import Autograd
public import Layers
import Tensors

/// Moves information between all nodes of a graph at once, by attention that knows distances.
///
/// Embeddings receive what the nodes' positions in the graph add (``CentralityEncoding``), and then pass
/// through the layers (``GraphormerLayer``), which share one bias for each pair of distances and
/// each head (``DistanceBias``).
///
/// Parameters: those of layer i are named `prefix.i`; `prefix.0` also has those of the encoding, and
/// `prefix.0.attn` those of the bias.
///
/// - Complexity: O(nodes · width² + nodes² · width) for each layer.
///
/// Source: GHN-3 (arXiv:2303.04143), section 3.1.
public struct GraphormerPropagation: Layer {
  /// What nodes' positions add to their embeddings.
  public let centrality: CentralityEncoding
  /// What distances add to attention.
  public let distanceBias: DistanceBias
  /// The steps, in order.
  public let layers: [GraphormerLayer]

  /// Makes the layers, which are named `prefix.0`, `prefix.1`, …; they are drawn as PyTorch does.
  ///
  /// The tables of the encoding may also lie at the top level of a checkpoint.
  ///
  /// - Precondition: there is at least one layer and one head, and no more heads than `width`.
  /// - Throws: why the source lacks a parameter.
  public init<Source: ParameterSource>(
    _ source: inout Source, named prefix: String, width: Int, layers count: Int, heads: Int
  ) throws(Source.Failure) {
    precondition(count > 0, "\(count) layers")
    centrality = try CentralityEncoding(&source, named: "\(prefix).0", width: width)
    distanceBias = try DistanceBias(
      &source, named: "\(prefix).0.attn", width: width, heads: heads)
    var layers: [GraphormerLayer] = []
    for index in 0..<count {
      layers.append(
        try GraphormerLayer(&source, named: "\(prefix).\(index)", width: width, heads: heads))
    }
    self.layers = layers
  }

  /// The length of an embedding.
  public var width: Int { distanceBias.distance.width }

  public var parameters: [Parameter] {
    centrality.parameters + distanceBias.parameters + layers.flatMap(\.parameters)
  }

  /// The embeddings of all nodes after all layers.
  ///
  /// The graphs do not affect each other; together they only take larger steps.
  ///
  /// - Parameters:
  ///   - embeddings: (nodes, width), the nodes of all graphs one after another.
  ///   - graphs: the graphs.
  /// - Returns: (nodes, width).
  public func propagate(
    _ embeddings: Variable, over graphs: [DistanceGraph]
  ) -> Variable {
    let nodes = graphs.reduce(0) { $0 + $1.nodeCount }
    precondition(
      embeddings.shape == [nodes, width],
      "embeddings of shape \(embeddings.shape) for \(nodes) nodes of width \(width)")
    let biases = distanceBias(graphs.flatMap(\.distancePairs), on: embeddings.tape)
    let pairClasses = graphs.map(\.pairClasses)
    return layers.reduce(centrality(embeddings, of: graphs)) { embeddings, layer in
      layer(embeddings, biases: biases, pairClasses: pairClasses)
    }
  }
}

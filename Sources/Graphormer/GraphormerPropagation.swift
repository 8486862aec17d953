public import Autograd
public import Layers
public import Tensors

/// Moves information between all nodes of a graph at once, by attention that knows distances.
///
/// States receive what the nodes' places in the graph add (``CentralityEncoding``), and then pass
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
  /// What nodes' places add to their states.
  public let centrality: CentralityEncoding
  /// What distances add to attention.
  public let distanceBias: DistanceBias
  /// The steps, in order.
  public let layers: [GraphormerLayer]

  /// Takes the layers from a checkpoint, where they are named `prefix.0`, `prefix.1`, ….
  ///
  /// Where `layers` or `heads` is `nil`, the checkpoint decides. The tables of the encoding may also
  /// lie at the top level.
  ///
  /// - Precondition: `layers`, if given, is at least 1.
  /// - Throws: `ParameterError`.
  public init(
    named prefix: String, width: Int, layers count: Int? = nil, heads: Int? = nil,
    from tensors: NamedTensors
  ) throws(ParameterError) {
    precondition(count.map { $0 > 0 } ?? true, "\(count ?? 0) layers")
    centrality = try CentralityEncoding(named: "\(prefix).0", width: width, from: tensors)
    distanceBias = try DistanceBias(
      named: "\(prefix).0.attn", width: width, heads: heads, from: tensors)
    let heads = distanceBias.heads
    guard heads > 0, heads <= width else {
      throw .shapeMismatch(
        name: "\(prefix).0.attn.proj_e.2.weight",
        expected: [GraphormerPropagation.publishedHeads(forWidth: width), width],
        found: distanceBias.projection.layers[1].weight.value.shape)
    }
    func hasLayer(_ index: Int) -> Bool {
      count.map { index < $0 } ?? (tensors["\(prefix).\(index).ln1.weight"] != nil)
    }
    var layers: [GraphormerLayer] = []
    repeat {
      layers.append(
        try GraphormerLayer(
          named: "\(prefix).\(layers.count)", width: width, heads: heads, from: tensors))
    } while hasLayer(layers.count)
    self.layers = layers
  }

  /// Draws the parameters as PyTorch does.
  ///
  /// - Precondition: there is at least one layer and one head, and no more heads than `width`.
  public init(
    named prefix: String, width: Int, layers count: Int, heads: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(count > 0, "\(count) layers")
    centrality = CentralityEncoding(named: "\(prefix).0", width: width, using: &generator)
    distanceBias = DistanceBias(
      named: "\(prefix).0.attn", width: width, heads: heads, using: &generator)
    layers = (0..<count).map {
      GraphormerLayer(named: "\(prefix).\($0)", width: width, heads: heads, using: &generator)
    }
  }

  /// The number of heads of the published models of this width.
  ///
  /// Source: GHN-3 (arXiv:2303.04143), reference code.
  public static func publishedHeads(forWidth width: Int) -> Int {
    width > 64 ? 16 : 8
  }

  /// The length of a state.
  public var width: Int { distanceBias.distance.width }

  public var parameters: [Parameter] {
    centrality.parameters + distanceBias.parameters + layers.flatMap(\.parameters)
  }

  /// The states of all nodes after all layers.
  ///
  /// The graphs do not affect each other; together they only take larger steps.
  ///
  /// - Parameters:
  ///   - states: (nodes, width), the nodes of all graphs one after another.
  ///   - graphs: the graphs.
  ///   - threads: how many threads work at the same time; the result does not depend on it.
  /// - Returns: (nodes, width).
  public func propagate(
    _ states: Variable, over graphs: [DistanceGraph], threads: Int = 1
  ) -> Variable {
    let nodes = graphs.reduce(0) { $0 + $1.nodeCount }
    precondition(
      states.shape == [nodes, width],
      "states of shape \(states.shape) for \(nodes) nodes of width \(width)")
    let biases = distanceBias(graphs.flatMap(\.distancePairs), on: states.tape)
    let pairClasses = graphs.map(\.pairClasses)
    return layers.reduce(centrality(states, of: graphs)) { states, layer in
      layer(states, biases: biases, pairClasses: pairClasses, threads: threads)
    }
  }
}

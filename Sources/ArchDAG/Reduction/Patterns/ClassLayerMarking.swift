/// Finds the layer that answers the classes, and brings it to where a GHN expects it.
///
/// It is the last linear layer, or 1×1 convolution, on every path to the first output; auxiliary
/// outputs have none. Poolings and norms may follow it. A global pooling that follows a class
/// convolution commutes with it (both are linear, and the one acts on positions, the other on
/// channels), so the graph has pooling → weight → bias, as in every other network.
struct ClassLayerMarking {
  private var nodes: [ArchitectureGraph.Node]
  private var predecessors: [[Int]]

  /// Per node, the index that it had before the class layer was moved.
  private var formerIndices: [Int]

  init(nodes: [ArchitectureGraph.Node], predecessors: [[Int]]) {
    self.nodes = nodes
    self.predecessors = predecessors
    self.formerIndices = Array(nodes.indices)
  }

  /// The nodes and their predecessors, with the class layer's roles set.
  ///
  /// - Parameter output: the nodes that the first output comes from.
  /// - Returns: the same graph; only a class layer and the pooling behind it are exchanged.
  func marked(
    output: [Int]
  ) -> (nodes: [ArchitectureGraph.Node], predecessors: [[Int]], formerIndices: [Int]) {
    guard output.count == 1, let layer = layer(before: output[0]) else {
      return (nodes, predecessors, formerIndices)
    }
    var result = self
    result.setRole(.classifierWeight, ofNode: layer.weight)
    if let bias = layer.bias { result.setRole(.classifierBias, ofNode: bias) }
    result.moveForward(poolingAfter: layer)
    return (result.nodes, result.predecessors, result.formerIndices)
  }

  private struct Layer {
    let weight: Int
    let bias: Int?
    var last: Int { bias ?? weight }
  }

  private func layer(before output: Int) -> Layer? {
    var node = output
    while true {
      switch nodes[node].primitive {
      case .bias:
        guard let weight = predecessors[node].first else { return nil }
        return isPointwise(weight) ? Layer(weight: weight, bias: node) : nil
      case .convolution:
        return isPointwise(node) ? Layer(weight: node, bias: nil) : nil
      case .maxPool, .averagePool, .globalAveragePool, .batchNorm, .layerNorm:
        guard predecessors[node].count == 1 else { return nil }
        node = predecessors[node][0]
      case .separableConvolution, .dilatedConvolution, .multiHeadSelfAttention,
        .squeezeExcitation, .sum, .concatenation, .input, .positionalEncoding:
        return nil
      }
    }
  }

  /// Whether the node is the weight of a linear layer or of a 1×1 convolution.
  private func isPointwise(_ node: Int) -> Bool {
    guard nodes[node].primitive == .convolution, let extents = nodes[node].extents else {
      return false
    }
    return extents.dropFirst(2).allSatisfy { $0 == 1 }
  }

  /// Gives a node's parameter its role in the class layer; a GHN decodes and sees the weight of a
  /// 1×1 convolution there as a matrix.
  private mutating func setRole(_ role: ParameterRole, ofNode node: Int) {
    nodes[node] = .init(
      primitive: nodes[node].primitive,
      parameters: nodes[node].parameters.map {
        ParameterSpec(
          name: $0.name, shape: $0.shape, role: role, layout: $0.layout, view: $0.view)
      },
      extents: nodes[node].extents.map { Array($0.prefix(2)) })
  }

  /// Exchanges the layer with the global pooling that directly follows it, and it alone.
  private mutating func moveForward(poolingAfter layer: Layer) {
    let readers = predecessors.indices.filter { predecessors[$0].contains(layer.last) }
    guard readers.count == 1, let pooling = readers.first,
      nodes[pooling].primitive == .globalAveragePool, pooling == layer.last + 1
    else { return }
    // The pooling goes where the layer was; the layer moves one index back.
    let span = layer.weight...pooling
    let order = [pooling] + Array(layer.weight...layer.last)
    nodes.replaceSubrange(span, with: order.map { nodes[$0] })
    formerIndices.replaceSubrange(span, with: order)
    predecessors.replaceSubrange(
      span, with: [predecessors[layer.weight]] + (layer.weight...layer.last).map { [$0] })
    for reader in predecessors.indices where reader > pooling {
      predecessors[reader] = predecessors[reader].map { $0 == pooling ? layer.last + 1 : $0 }
    }
  }
}

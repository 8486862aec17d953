import Tensors

/// The order in which the nodes of several graphs are visited: level by level, all graphs at once.
///
/// A node's position is its index in this order. Each level is a range of positions, so that its embeddings
/// are consecutive rows.
struct LevelSchedule {
  /// For each position the node there, counted through all graphs.
  let nodes: [Int]
  /// For each node, counted through all graphs, its position.
  let indices: [Int]
  /// The positions of each level, lowest level first.
  let levels: [Range<Int>]
  /// Row `target`: how the messages from a node's sources are summed.
  let forward: SparseMatrix
  /// Row `source`: how the messages from a node's targets are summed.
  let backward: SparseMatrix

  /// Makes the schedule of these graphs.
  ///
  /// The columns of both matrices are messages by position: first those of the edges and then, where
  /// virtual edges count, those that are discounted by distance.
  init(_ graphs: [MessageGraph], virtualEdges: GatedPropagation.VirtualEdges) {
    let count = graphs.reduce(0) { $0 + $1.nodeCount }
    let levelOfNode = graphs.flatMap(\.levels)
    var starts = [Int](repeating: 0, count: (levelOfNode.max() ?? -1) + 2)
    for level in levelOfNode { starts[level + 1] += 1 }
    for level in starts.indices.dropFirst() { starts[level] += starts[level - 1] }
    levels = zip(starts, starts.dropFirst()).map { $0..<$1 }

    var nodes = [Int](repeating: 0, count: count)
    var indices = nodes
    for (node, level) in levelOfNode.enumerated() {
      nodes[starts[level]] = node
      indices[node] = starts[level]
      starts[level] += 1
    }
    self.nodes = nodes
    self.indices = indices

    forward = LevelSchedule.sums(of: graphs, at: indices, virtualEdges, receivers: .targets)
    backward = LevelSchedule.sums(of: graphs, at: indices, virtualEdges, receivers: .sources)
  }

  /// The ends of the edges at which messages arrive.
  private enum Receivers {
    case targets, sources
  }

  /// The matrix that sums the messages to each position.
  private static func sums(
    of graphs: [MessageGraph], at indices: [Int], _ virtualEdges: GatedPropagation.VirtualEdges,
    receivers: Receivers
  ) -> SparseMatrix {
    let count = indices.count
    let columns = virtualEdges == .discounted ? 2 * count : count
    return SparseMatrix(rows: count, columns: columns) { visit in
      var first = 0
      func add(_ source: Int, _ target: Int, firstColumn: Int, value: Float) {
        let (from, to) = (indices[first + source], indices[first + target])
        switch receivers {
        case .targets: visit(to, firstColumn + from, value)
        case .sources: visit(from, firstColumn + to, value)
        }
      }
      for graph in graphs {
        for edge in graph.edges {
          add(edge.source, edge.target, firstColumn: 0, value: 1)
        }
        if virtualEdges == .discounted {
          for edge in graph.edges {
            add(edge.source, edge.target, firstColumn: count, value: 1)
          }
          for edge in graph.virtualEdges {
            add(edge.source, edge.target, firstColumn: count, value: 1 / Float(edge.distance))
          }
        }
        first += graph.nodeCount
      }
    }
  }
}

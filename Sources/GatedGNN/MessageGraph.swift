/// A directed acyclic graph along which messages are sent.
///
/// Nodes are numbered in topological order: every edge leads from a lower to a higher index. Virtual
/// edges join nodes that lie further apart; their messages are discounted by the distance.
public struct MessageGraph: Sendable {
  /// A connection of two neighboring nodes.
  public struct Edge: Hashable, Sendable {
    public var source, target: Int

    public init(source: Int, target: Int) {
      self.source = source
      self.target = target
    }
  }

  /// A connection of two nodes that lie `distance` edges apart.
  ///
  /// A graph has hundreds of them for each node, hence the narrow storage.
  ///
  /// - Precondition: indices and distance are less than 2³¹.
  public struct VirtualEdge: Hashable, Sendable {
    private let narrowSource, narrowTarget, narrowDistance: Int32

    /// Joins two nodes that `distance` edges lie between.
    public init(source: Int, target: Int, distance: Int) {
      narrowSource = Int32(source)
      narrowTarget = Int32(target)
      narrowDistance = Int32(distance)
    }

    /// The node that sends.
    public var source: Int { Int(narrowSource) }

    /// The node that receives.
    public var target: Int { Int(narrowTarget) }

    /// The length of the shortest path from source to target, in edges.
    public var distance: Int { Int(narrowDistance) }
  }

  /// The number of nodes.
  public let nodeCount: Int
  /// The connections of neighbors.
  public let edges: [Edge]
  /// The connections of nodes further apart.
  public let virtualEdges: [VirtualEdge]

  /// For each node the length of the longest path of edges of both kinds that ends there.
  ///
  /// Nodes of one level have no edge between them, and all sources of a node lie on lower levels.
  let levels: [Int]

  /// Makes a graph from its edges, in any order.
  ///
  /// - Precondition: every edge leads from a lower to a higher index below `nodeCount`, and every
  ///   distance is positive.
  public init(nodeCount: Int, edges: [Edge], virtualEdges: [VirtualEdge] = []) {
    self.nodeCount = nodeCount
    self.edges = edges
    self.virtualEdges = virtualEdges
    // The targets of each source, grouped by counting.
    var starts = [Int](repeating: 0, count: nodeCount + 1)
    func check(_ source: Int, _ target: Int) {
      precondition(
        0 <= source && source < target && target < nodeCount,
        "an edge from node \(source) to node \(target) of \(nodeCount)")
    }
    for edge in edges {
      check(edge.source, edge.target)
      starts[edge.source + 1] += 1
    }
    for edge in virtualEdges {
      check(edge.source, edge.target)
      precondition(edge.distance > 0, "a virtual edge of length \(edge.distance)")
      starts[edge.source + 1] += 1
    }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] }
    var next = starts
    var targets = [Int32](repeating: 0, count: edges.count + virtualEdges.count)
    func add(_ source: Int, _ target: Int) {
      targets[next[source]] = Int32(target)
      next[source] += 1
    }
    for edge in edges { add(edge.source, edge.target) }
    for edge in virtualEdges { add(edge.source, edge.target) }
    var levels = [Int](repeating: 0, count: nodeCount)
    for source in 0..<nodeCount {
      for entry in starts[source]..<starts[source + 1] {
        let target = Int(targets[entry])
        levels[target] = max(levels[target], levels[source] + 1)
      }
    }
    self.levels = levels
  }
}

import ArchDAG

/// What stays of a graph when the order of its nodes is forgotten.
///
/// Every node gets a color from its own description, and then, round by round, a new one from
/// its own, its predecessors' and its successors' colors (Weisfeiler and Leman's refinement).
/// Graphs whose multisets of final colors differ are not isomorphic; here, where nearly every
/// node carries a parameter's name, equal multisets mean equal graphs.
struct GraphFingerprint: Equatable {
  struct Node {
    var primitive: String
    var parameter: String?
    var extents: [Int]?
  }

  let colors: [Int: Int]
  let descriptions: Set<String>
  let edgeCount: Int

  init(nodes: [Node], edges: [(source: Int, target: Int)]) {
    var predecessors = [[Int]](repeating: [], count: nodes.count)
    var successors = predecessors
    for edge in edges {
      predecessors[edge.target].append(edge.source)
      successors[edge.source].append(edge.target)
    }
    let descriptions = nodes.map {
      "\($0.primitive) \($0.parameter ?? "-") \($0.extents.map { "\($0)" } ?? "-")"
    }
    var color = descriptions.map(\.hashValue)
    for _ in 0..<min(nodes.count, 64) {
      let previous = color
      for node in nodes.indices {
        var hasher = Hasher()
        hasher.combine(previous[node])
        hasher.combine(predecessors[node].map { previous[$0] }.sorted())
        hasher.combine(successors[node].map { previous[$0] }.sorted())
        color[node] = hasher.finalize()
      }
    }
    self.colors = Dictionary(color.map { ($0, 1) }, uniquingKeysWith: +)
    self.descriptions = Set(descriptions)
    self.edgeCount = edges.count
  }

  init(_ graph: ArchitectureGraph) {
    self.init(
      nodes: graph.nodes.map {
        Node(
          primitive: $0.primitive.rawValue, parameter: $0.parameters.first?.name,
          extents: $0.extents)
      },
      edges: graph.edges.map { ($0.source, $0.target) })
  }
}

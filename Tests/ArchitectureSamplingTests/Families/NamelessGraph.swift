import ArchDAG

/// A graph without its parameters' names and its nodes' order, which spellings are free to choose.
///
/// Every node gets a color from its primitive and shape, and then, round by round, a new one from its
/// own, its predecessors' and its successors' (Weisfeiler and Leman's refinement).
struct NamelessGraph: Equatable {
  let colors: [Int: Int]

  init(_ graph: ArchitectureGraph) {
    var predecessors = [[Int]](repeating: [], count: graph.nodes.count)
    var successors = predecessors
    for edge in graph.edges {
      predecessors[edge.target].append(edge.source)
      successors[edge.source].append(edge.target)
    }
    var colors = graph.nodes.map { node in
      "\(node.primitive) \(node.extents.map { "\($0)" } ?? "-") \(node.parameters.map(\.role))"
        .hashValue
    }
    for _ in 0..<min(graph.nodes.count, 64) {
      let previous = colors
      for node in graph.nodes.indices {
        var hasher = Hasher()
        hasher.combine(previous[node])
        hasher.combine(predecessors[node].map { previous[$0] }.sorted())
        hasher.combine(successors[node].map { previous[$0] }.sorted())
        colors[node] = hasher.finalize()
      }
    }
    self.colors = Dictionary(colors.map { ($0, 1) }, uniquingKeysWith: +)
  }
}

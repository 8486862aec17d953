import ArchDAG

/// What stays of a graph when the order of its nodes is forgotten.
///
/// Every node gets a colour from its own description, and then, round by round, a new one from
/// its own, its predecessors' and its successors' colours (Weisfeiler and Leman's refinement).
/// Graphs whose multisets of final colours differ are not isomorphic; here, where nearly every
/// node carries a parameter's name, equal multisets mean equal graphs.
struct GraphFingerprint: Equatable {
  struct Node {
    var primitive: String
    var parameter: String?
    var extents: [Int]?
  }

  let colours: [Int: Int]
  let descriptions: Set<String>
  let arcCount: Int

  init(nodes: [Node], arcs: [(source: Int, target: Int)]) {
    var predecessors = [[Int]](repeating: [], count: nodes.count)
    var successors = predecessors
    for arc in arcs {
      predecessors[arc.target].append(arc.source)
      successors[arc.source].append(arc.target)
    }
    let descriptions = nodes.map {
      "\($0.primitive) \($0.parameter ?? "-") \($0.extents.map { "\($0)" } ?? "-")"
    }
    var colour = descriptions.map(\.hashValue)
    for _ in 0..<min(nodes.count, 64) {
      let previous = colour
      for node in nodes.indices {
        var hasher = Hasher()
        hasher.combine(previous[node])
        hasher.combine(predecessors[node].map { previous[$0] }.sorted())
        hasher.combine(successors[node].map { previous[$0] }.sorted())
        colour[node] = hasher.finalize()
      }
    }
    self.colours = Dictionary(colour.map { ($0, 1) }, uniquingKeysWith: +)
    self.descriptions = Set(descriptions)
    self.arcCount = arcs.count
  }

  init(_ graph: ArchitectureGraph) {
    self.init(
      nodes: graph.nodes.map {
        Node(
          primitive: $0.primitive.rawValue, parameter: $0.parameters.first?.name,
          extents: $0.extents)
      },
      arcs: graph.arcs.map { ($0.source, $0.target) })
  }
}

/// Leaves out the nodes from which no path leads to an output.
///
/// An architecture may compute what reaches its outputs only through operands that a GHN does not
/// see: the statistics of a batch norm that an exporter has spelled out, say.
struct LiveNodes {
  let nodes: [ArchitectureGraph.Node]
  let predecessors: [[Int]]

  /// Per node as it was before, its new index; `nil` if it was left out.
  let newIndices: [Int?]

  init(nodes: [ArchitectureGraph.Node], predecessors: [[Int]], outputs: [[Int]]) {
    // The input stays even where the network does not read it.
    let isLive = liveElements(wanted: [0] + outputs.joined(), count: nodes.count) { node, read in
      for predecessor in predecessors[node] { read(predecessor) }
    }
    guard isLive.contains(false) else {
      self.nodes = nodes
      self.predecessors = predecessors
      self.newIndices = nodes.indices.map(Optional.some)
      return
    }
    var newIndices = [Int?](repeating: nil, count: nodes.count)
    var count = 0
    for node in nodes.indices where isLive[node] {
      newIndices[node] = count
      count += 1
    }
    self.nodes = nodes.indices.filter { isLive[$0] }.map { nodes[$0] }
    self.predecessors = nodes.indices.filter { isLive[$0] }.map { node in
      predecessors[node].compactMap { newIndices[$0] }
    }
    self.newIndices = newIndices
  }
}

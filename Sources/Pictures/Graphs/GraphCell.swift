import ArchDAG

/// A part of a graph through whose ends every path leads, and how often it stands in a row.
///
/// Between two nodes that no edge jumps over, such as the sums of a residual network, lies a cell.
/// Cells that follow each other and are alike to the last extent are drawn once.
struct GraphCell {
  /// The nodes of the first of the cells that are alike, in order.
  let nodes: Range<Int>
  /// How many cells that are alike follow each other.
  let repetitions: Int

  /// The nodes of all of them.
  var allNodes: Range<Int> { nodes.lowerBound..<(nodes.lowerBound + nodes.count * repetitions) }
}

extension ArchitectureGraph {
  /// The graph cut into cells, of which those that are alike and follow each other are one.
  ///
  /// A transformer's block is two uncrossed parts, attention and feed-forward: parts may repeat in
  /// groups of up to four. Of `predecessors`, each node's sources of edges, a part sees only how
  /// far back they lie.
  func cells(predecessors: [[Int]]) -> [GraphCell] {
    let parts = uncrossedParts(predecessors: predecessors)
    let forms = parts.map { nodes in
      nodes.map { Form(of: $0, in: self, predecessors: predecessors) }
    }
    var cells: [GraphCell] = []
    var part = 0
    while part < parts.count {
      let (length, repetitions) = repetition(in: forms, from: part)
      let nodes = parts[part].lowerBound..<parts[part + length - 1].upperBound
      cells.append(GraphCell(nodes: nodes, repetitions: repetitions))
      part += length * repetitions
    }
    return cells
  }

  /// How many parts from `start` on are repeated, and how often they stand there: of all lengths
  /// the one that saves the most nodes.
  private func repetition(in forms: [[Form]], from start: Int) -> (length: Int, count: Int) {
    var best = (length: 1, count: 1, saved: 0)
    for length in 1...4 where start + 2 * length <= forms.count {
      let group = forms[start..<start + length]
      // Two or three nodes are no cell: folding them hides more than it saves.
      let size = group.reduce(0) { $0 + $1.count }
      guard size > 3 else { continue }
      var count = 1
      while start + (count + 1) * length <= forms.count,
        forms[(start + count * length)..<(start + (count + 1) * length)].elementsEqual(group)
      {
        count += 1
      }
      if (count - 1) * size > best.saved { best = (length, count, (count - 1) * size) }
    }
    return (best.length, best.count)
  }

  /// Ranges of nodes, each of which ends at a node that no edge jumps over.
  private func uncrossedParts(predecessors: [[Int]]) -> [Range<Int>] {
    var farthest = 0
    var targets = [Int](repeating: 0, count: nodes.count)
    for edge in edges { targets[edge.source] = max(targets[edge.source], edge.target) }
    var parts: [Range<Int>] = []
    var begin = 0
    for node in nodes.indices {
      if farthest <= node {
        parts.append(begin..<node + 1)
        begin = node + 1
      }
      farthest = max(farthest, targets[node])
    }
    if begin < nodes.count { parts.append(begin..<nodes.count) }
    return parts
  }
}

/// What makes a node of a cell like that of another cell.
private struct Form: Equatable {
  let primitive: Primitive
  let extents: [Int]?
  /// How far back the nodes lie that it reads.
  let steps: [Int]

  init(of node: Int, in graph: ArchitectureGraph, predecessors: [[Int]]) {
    primitive = graph.nodes[node].primitive
    extents = graph.nodes[node].extents
    steps = predecessors[node].map { node - $0 }
  }
}

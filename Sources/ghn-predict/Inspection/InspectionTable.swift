import ArchDAG
import Tensors

extension Inspection {
  /// The graph as a table that a person can read, ending with counts.
  var table: String {
    let predecessors = graph.predecessors
    var rows = [["node", "op", "parameter", "shape", "from"]]
    for (index, node) in graph.nodes.enumerated() {
      rows.append([
        "\(index)", node.primitive.rawValue,
        node.parameters.map(\.name).joined(separator: ", "),
        node.extents.map(product) ?? "",
        predecessors[index].map(String.init).joined(separator: ", "),
      ])
    }
    var lines = aligned(rows)
    if listsDistances { lines += ["", "pairs of nodes by distance in hops:"] + distanceCounts }
    if let explanation {
      lines += [""] + aligned(explanation.rows) + ["", explanation.counts]
    }
    return (lines + ["", counts] + unpredicted).joined(separator: "\n")
  }

  private var counts: String {
    let specs = graph.nodes.flatMap(\.parameters)
    let scalars = specs.reduce(0) { $0 + $1.shape.count }
    return "\(graph.nodes.count) nodes, \(graph.arcs.count) edges, "
      + "\(specs.count) predictable tensors with \(grouped(scalars)) parameters"
  }

  private var unpredicted: [String] {
    guard !graph.unpredicted.isEmpty else { return [] }
    return ["\(graph.unpredicted.count) tensors cannot be predicted:"]
      + graph.unpredicted.map { printable("  \($0.name) \($0.shape): \($0.reason)") }
  }

  /// One line per distance that occurs, 1 to 50.
  private var distanceCounts: [String] {
    let distances = graph.shortestPathDistances(upTo: 50)
    var counts: [Int: Int] = [:]
    for hops in distances.hops { counts[Int(hops), default: 0] += 1 }
    return aligned(counts.sorted { $0.key < $1.key }.map { ["  \($0.key)", "\($0.value)"] })
  }
}

extension ArchitectureGraph {
  /// The sources of each node's incoming edges, ascending.
  fileprivate var predecessors: [[Int]] {
    var predecessors = [[Int]](repeating: [], count: nodes.count)
    for arc in arcs { predecessors[arc.target].append(arc.source) }
    return predecessors
  }
}

/// The rows as lines, each column as wide as its widest cell.
private func aligned(_ rows: [[String]]) -> [String] {
  let rows = rows.map { $0.map(printable) }
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// A count with its thousands apart: 25,557,032.
func grouped(_ count: Int) -> String {
  var digits = String(count)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([Substring(digits)] + groups).joined(separator: ",")
}

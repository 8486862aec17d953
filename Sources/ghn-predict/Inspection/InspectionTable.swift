import ArchDAG
import Pictures
import Tensors

extension Inspection {
  /// The graph as a table that a person can read, ending with counts.
  var table: String {
    let predecessors = graph.predecessors
    var rows = [["node", "primitive", "parameter", "shape", "from"]]
    for (index, node) in graph.nodes.enumerated() {
      rows.append([
        "\(index)", node.primitive.rawValue,
        node.parameters.map(\.name).joined(separator: ", "),
        node.extents.map(timesSeparated) ?? "",
        predecessors[index].map(String.init).joined(separator: ", "),
      ])
    }
    var lines = aligned(rows)
    if listsDistances { lines += ["", "pairs of nodes by distance in hops:"] + distanceCounts }
    if let explanation {
      lines += [""] + aligned(explanation.rows) + ["", explanation.counts]
    }
    return (lines + ["", counts] + unpredicted + graph.unknownOperators.lines.map(printable))
      .joined(separator: "\n")
  }

  private var counts: String {
    let specs = graph.nodes.flatMap(\.parameters)
    let scalars = specs.reduce(0) { $0 + $1.shape.count }
    return "\(graph.nodes.count) nodes, \(graph.edges.count) edges, "
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

public import ArchDAG
import JSONText

extension ArchitectureGraph {
  /// The graph in Graphviz's language: a box for each node, with primitive, parameter and extents.
  ///
  /// - Parameter title: the name of the graph.
  /// - Returns: the lines of a `digraph`.
  public func graphvizText(title: String) -> String {
    var lines = ["digraph \(quoted(title)) {", "  node [shape=box];"]
    for (index, node) in nodes.enumerated() {
      let label = [
        node.primitive.rawValue, node.parameters.first?.name, node.extents.map(timesSeparated),
      ]
      .compactMap(\.self)
      // Graphviz reads \n in a label as the start of a new line.
      let text = label.map { quoted($0).dropFirst().dropLast() }.joined(separator: "\\n")
      lines.append("  \(index) [label=\"\(text)\"];")
    }
    lines += edges.map { "  \($0.source) -> \($0.target);" }
    return (lines + ["}"]).joined(separator: "\n")
  }
}

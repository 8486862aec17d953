import ArchDAG
import JSONText

/// What `inspect` shows of an architecture.
struct Inspection {
  /// What the user called the architecture.
  let title: String
  let graph: ArchitectureGraph
  /// Whether pairs of nodes that are two or more hops apart are listed.
  let listsDistances: Bool
  /// What became of each operation, if that is asked for.
  let explanation: Explanation?
}

extension Inspection {
  /// The graph as a JSON object; `distances` holds [from, to, hops] of pairs 2 to 50 hops apart.
  var json: JSONValue {
    let nodes = graph.nodes.map { node in
      JSONValue.object([
        ("op", .string(node.primitive.rawValue)),
        ("parameter", .string(orNull: node.parameters.first?.name)),
        ("parameters", .array(node.parameters.map { .string($0.name) })),
        ("shape", node.extents.map(JSONValue.integers) ?? .null),
      ])
    }
    let edges = graph.edges.map { JSONValue.integers([$0.source, $0.target]) }
    var fields: [(key: String, value: JSONValue)] = [
      ("schema", .integer(1)), ("architecture", .string(title)), ("nodes", .array(nodes)),
      ("edges", .array(edges)),
    ]
    if listsDistances {
      fields.append(("distances", .array(distances.map(JSONValue.integers))))
    }
    if !graph.unknownOperators.isEmpty {
      fields.append(("unknownOperators", .array(graph.unknownOperators.map(\.json))))
    }
    if let explanation { fields.append(("explanation", explanation.json)) }
    return .object(fields)
  }

  /// [from, to, hops] for every pair that is joined by a shortest path of 2 to 50 hops.
  private var distances: [[Int]] {
    let distances = graph.shortestPathDistances(upTo: 50)
    return graph.nodes.indices.flatMap { source in
      distances.reached(from: source).filter { $0.hops > 1 }.map { [source, $0.target, $0.hops] }
    }
  }
}

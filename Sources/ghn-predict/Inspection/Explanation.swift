import ArchDAG
import JSONText

/// What became of each operation of an architecture: nodes of the graph, or nothing by a rule.
struct Explanation {
  let operations: [Operation]
  /// Of each operation, in the same order.
  let outcomes: [ReductionTrace.Outcome]
  let graph: ArchitectureGraph
}

extension Explanation {
  /// One object per operation: the nodes that it became, or the rule that dropped it.
  var json: JSONValue {
    .array(
      zip(operations, outcomes).map { operation, outcome in
        let fields: [(key: String, value: JSONValue)] =
          switch outcome {
          case .nodes(let nodes): [("nodes", .integers(nodes))]
          case .dropped(let rule):
            [("dropped", .string(rule.rawValue)), ("reason", .string(rule.description))]
          }
        return .object(
          [("operation", .string(operation.name)), ("kind", .string(operation.kind.name))] + fields)
      })
  }

  /// One row per operation, then how many each rule dropped.
  var rows: [[String]] {
    [["operation", "kind", "became"]]
      + zip(operations, outcomes).map { operation, outcome in
        [operation.name, operation.kind.name, words(for: outcome)]
      }
  }

  private func words(for outcome: ReductionTrace.Outcome) -> String {
    switch outcome {
    case .nodes(let nodes):
      nodes.map { "\($0) \(graph.nodes[$0].primitive.rawValue)" }.joined(separator: ", ")
    case .dropped(let rule): "dropped: \(rule)"
    }
  }

  var counts: String {
    let dropped = outcomes.count { if case .dropped = $0 { true } else { false } }
    return "\(operations.count) operations: \(operations.count - dropped) became nodes, "
      + "\(dropped) were dropped"
  }
}

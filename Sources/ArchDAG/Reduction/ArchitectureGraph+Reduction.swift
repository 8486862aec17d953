extension ArchitectureGraph {
  /// The graph that a GHN sees of a network.
  ///
  /// Weights, biases, norms, poolings, sums, concatenations, attention, squeeze-and-excitation and
  /// positional encodings become nodes; everything else is dropped, and what it joined stays
  /// joined. Operations that lead to no output are left out.
  ///
  /// ```swift
  /// let graph = ArchitectureGraph(architecture)
  /// print(graph.nodes.count, graph.edges.count)
  /// ```
  ///
  /// - Complexity: linear in the architecture, for operations of bounded fan-in.
  ///
  /// Source: GHN-2 (arXiv:2110.13100), section 3 and appendix A; the rules are those of the
  /// published code's graphs, its accidents mended.
  public init(_ architecture: Architecture) {
    self = GraphReduction(architecture).graph
  }

  /// The graph that a GHN sees of a network, and what became of each operation.
  public static func traced(
    _ architecture: Architecture
  ) -> (graph: ArchitectureGraph, trace: ReductionTrace) {
    let reduction = GraphReduction(architecture)
    return (reduction.graph, reduction.trace)
  }
}

/// A graph in the making: what assembly, the search for dead ends and that for the class layer leave
/// of the operations.
private struct GraphReduction {
  let graph: ArchitectureGraph
  private let outcomes: [GraphAssembly.Outcome]
  /// Per node of the assembly, its index in the graph; `nil` if it was left out.
  private let indices: [Int?]

  init(_ architecture: Architecture) {
    let flow = DataFlow(architecture)
    var assembly = GraphAssembly(flow)
    let outputs = assembly.assemble()
    let live = LiveNodes(
      nodes: assembly.nodes, predecessors: assembly.predecessors, outputs: outputs)
    let (nodes, predecessors, formerIndices) = ClassLayerMarking(
      nodes: live.nodes, predecessors: live.predecessors
    ).marked(output: outputs[0].compactMap { live.newIndices[$0] })
    var edges: [ArchitectureGraph.Edge] = []
    edges.reserveCapacity(nodes.count + nodes.count / 2)
    for target in predecessors.indices {
      for source in predecessors[target] { edges.append(.init(from: source, to: target)) }
    }
    let unpredicted = UnpredictedParameters(
      flow: flow, roles: assembly.rules.parameters, unfit: assembly.unfit)
    graph = ArchitectureGraph(
      nodes: nodes, edges: edges,
      unpredicted: unpredicted.list { value in
        let node = assembly.predictors[value.index]
        return node >= 0 && live.newIndices[node] != nil
      },
      unknownOperators: Self.unknownOperators(of: architecture, assembly.outcomes))
    outcomes = assembly.outcomes
    var indices = Array(nodes.indices)
    for (index, former) in formerIndices.enumerated() { indices[former] = index }
    self.indices = live.newIndices.map { $0.map { indices[$0] } }
  }

  /// What became of each operation.
  var trace: ReductionTrace {
    ReductionTrace(
      outcomes: outcomes.map { outcome in
        switch outcome {
        case .dropped(let rule): return .dropped(rule)
        case .nodes(let nodes):
          let left = nodes.compactMap { indices[$0] }
          return left.isEmpty ? .dropped(.deadEnd) : .nodes(left)
        }
      })
  }

  /// The operators of the operations that were dropped because no rule knows them.
  private static func unknownOperators(
    of architecture: Architecture, _ outcomes: [GraphAssembly.Outcome]
  ) -> [UnknownOperator] {
    var first: [(type: String, operation: String)] = []
    var counts: [String: Int] = [:]
    func count(_ type: String, _ operation: String) {
      if counts[type] == nil { first.append((type, operation)) }
      counts[type, default: 0] += 1
    }
    for (index, outcome) in outcomes.enumerated() {
      guard case .dropped(.unknown) = outcome else { continue }
      let operation = architecture.operations[index]
      count(operation.kind.name, operation.name)
    }
    for source in architecture.beside.unknownSources { count(source.type, source.node) }
    return first.map {
      UnknownOperator(type: $0.type, count: counts[$0.type] ?? 0, firstOperation: $0.operation)
    }
  }
}

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
    self = Self.traced(architecture).graph
  }

  /// The graph that a GHN sees of a network, and what became of each operation.
  public static func traced(
    _ architecture: Architecture
  ) -> (graph: ArchitectureGraph, trace: ReductionTrace) {
    let flow = DataFlow(architecture)
    var assembly = GraphAssembly(flow)
    let outputs = assembly.assemble()
    let live = LiveNodes(
      nodes: assembly.nodes, predecessors: assembly.predecessors, outputs: outputs)
    let (nodes, predecessors, formerPlaces) = ClassLayer(
      nodes: live.nodes, predecessors: live.predecessors
    ).marked(output: outputs[0].compactMap { live.places[$0] })
    let edges = predecessors.enumerated().flatMap { target, sources in
      sources.map { Edge(from: $0, to: target) }
    }
    let predicted = Set(nodes.flatMap(\.parameters).map(\.name))
    let unpredicted = UnpredictedParameters(
      flow: flow, roles: assembly.rules.parameters, unfit: assembly.unfit)
    let graph = ArchitectureGraph(
      nodes: nodes, edges: edges, unpredicted: unpredicted.list(except: predicted),
      unknownOperators: unknownOperators(of: architecture, assembly.outcomes))
    var places = Array(nodes.indices)
    for (place, former) in formerPlaces.enumerated() { places[former] = place }
    let outcomes = assembly.outcomes.map { outcome in
      outcome.moved { live.places[$0].map { places[$0] } }
    }
    return (graph, ReductionTrace(outcomes: outcomes))
  }

  /// The operators of the operations that were dropped because no rule knows them.
  private static func unknownOperators(
    of architecture: Architecture, _ outcomes: [ReductionTrace.Outcome]
  ) -> [UnknownOperator] {
    var first: [(type: String, operation: String)] = []
    var counts: [String: Int] = [:]
    for (operation, outcome) in zip(architecture.operations, outcomes)
    where outcome == .dropped(.unknown) {
      let type = operation.kind.name
      if counts[type] == nil { first.append((type, operation.name)) }
      counts[type, default: 0] += 1
    }
    return first.map {
      UnknownOperator(type: $0.type, count: counts[$0.type] ?? 0, firstOperation: $0.operation)
    }
  }
}

extension ReductionTrace.Outcome {
  /// The same outcome after nodes have moved, or, if none of them is left, a dropped operation.
  fileprivate func moved(to place: (Int) -> Int?) -> Self {
    guard case .nodes(let nodes) = self else { return self }
    let moved = nodes.compactMap(place)
    return moved.isEmpty ? .dropped(.deadEnd) : .nodes(moved)
  }
}

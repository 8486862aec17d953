extension ArchitectureGraph {
  /// The graph that a GHN sees of a network.
  ///
  /// Weights, biases, norms, poolings, sums, concatenations, attention, squeeze-and-excitation and
  /// positional encodings become nodes; everything else is dropped, and what it joined stays
  /// joined. Operations that lead to no output are left out.
  ///
  /// ```swift
  /// let graph = ArchitectureGraph(architecture)
  /// print(graph.nodes.count, graph.arcs.count)
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
    let (nodes, predecessors, formerPlaces) = ClassLayer(
      nodes: assembly.nodes, predecessors: assembly.predecessors
    ).marked(output: outputs[0])
    let arcs = predecessors.enumerated().flatMap { target, sources in
      sources.map { Arc(from: $0, to: target) }
    }
    let unpredicted = UnpredictedParameters(flow: flow, unfitTables: assembly.unfitTables)
    let graph = ArchitectureGraph(
      nodes: nodes, arcs: arcs, unpredicted: unpredicted.list(except: assembly.predicted))
    var places = Array(nodes.indices)
    for (place, former) in formerPlaces.enumerated() { places[former] = place }
    let outcomes = assembly.outcomes.map { outcome in
      switch outcome {
      case .nodes(let nodes): ReductionTrace.Outcome.nodes(nodes.map { places[$0] })
      case .dropped: outcome
      }
    }
    return (graph, ReductionTrace(outcomes: outcomes))
  }
}

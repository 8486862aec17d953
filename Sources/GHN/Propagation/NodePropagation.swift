import ArchDAG
import Autograd
import Concurrency
import GatedGNN
import Graphormer
import Layers

/// How the embeddings of nodes reach each other: the one part in which graph hypernetworks differ.
enum NodePropagation: Layer {
  /// Along the edges, forward and backward, as in GHN-1 and GHN-2.
  case gated(GatedPropagation, virtualEdgeCutoff: Int)
  /// Not at all: each embedding passes through an MLP of its own.
  case nodewise(MLP)
  /// Between all nodes at once, by attention that knows their distances, as in GHN-3.
  case graphormer(GraphormerPropagation, virtualEdgeCutoff: Int)

  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration
  ) throws(Source.Failure) {
    let width = configuration.hiddenWidth
    switch configuration.propagation {
    case .gated:
      self = .gated(
        try GatedPropagation(
          &source, named: "gnn", width: width,
          virtualEdges: configuration.hasVirtualEdges ? .discounted : .ignored),
        virtualEdgeCutoff: configuration.virtualEdgeCutoff)
    case .nodewise:
      self = .nodewise(
        try MLP(
          &source, named: "gnn.fc",
          widths: [.exactly(width), .stored(otherwise: width), .exactly(width)],
          output: .rectified))
    case .graphormer(let layers, let heads):
      self = .graphormer(
        try GraphormerPropagation(
          &source, named: "gnn", width: width, layers: layers, heads: heads),
        virtualEdgeCutoff: configuration.virtualEdgeCutoff)
    }
  }

  var parameters: [Parameter] {
    switch self {
    case .gated(let propagation, _): propagation.parameters
    case .nodewise(let mlp): mlp.parameters
    case .graphormer(let propagation, _): propagation.parameters
    }
  }

  /// The embeddings (nodes, hidden) of all graphs' nodes, one graph after another, once they know of
  /// each other.
  func callAsFunction(
    _ embeddings: Variable, over graphs: [ArchitectureGraph]
  ) -> Variable {
    switch self {
    case .gated(let propagation, let cutoff):
      propagation.propagate(
        embeddings,
        over: concurrentMap(count: graphs.count) {
          MessageGraph(graphs[$0], virtualEdgeCutoff: cutoff)
        })
    case .nodewise(let mlp):
      mlp(embeddings)
    case .graphormer(let propagation, let cutoff):
      propagation.propagate(
        embeddings,
        over: concurrentMap(count: graphs.count) {
          DistanceGraph(graphs[$0], virtualEdgeCutoff: cutoff)
        })
    }
  }
}

extension MessageGraph {
  /// The messages' view of a graph: its edges, and a virtual one between all nodes that a path of
  /// 2 to `virtualEdgeCutoff` edges joins.
  ///
  /// Source: GHN-2 (arXiv:2110.13100), Eq. 4.
  init(_ graph: ArchitectureGraph, virtualEdgeCutoff: Int) {
    var virtualEdges: [VirtualEdge] = []
    if virtualEdgeCutoff > 1 {
      let distances = graph.shortestPathDistances(upTo: virtualEdgeCutoff)
      virtualEdges.reserveCapacity(distances.targets.count)
      for source in graph.nodes.indices {
        for (target, hops) in distances.reached(from: source) where hops > 1 {
          virtualEdges.append(VirtualEdge(source: source, target: target, distance: hops))
        }
      }
    }
    self.init(
      nodeCount: graph.nodes.count,
      edges: graph.edges.map { Edge(source: $0.source, target: $0.target) },
      virtualEdges: virtualEdges)
  }
}

extension DistanceGraph {
  /// The attention's view of a graph: how far its nodes lie apart, up to `virtualEdgeCutoff` edges.
  ///
  /// Source: GHN-3 (arXiv:2303.04143), section 3.1.
  init(_ graph: ArchitectureGraph, virtualEdgeCutoff: Int) {
    let paths = graph.shortestPathDistances(upTo: virtualEdgeCutoff)
    var distances: [Distance] = []
    distances.reserveCapacity(paths.targets.count)
    for source in graph.nodes.indices {
      for (target, hops) in paths.reached(from: source) {
        distances.append(Distance(source: source, target: target, hops: hops))
      }
    }
    self.init(nodeCount: graph.nodes.count, distances: distances)
  }
}

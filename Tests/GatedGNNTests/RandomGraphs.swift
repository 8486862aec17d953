import GatedGNN
import Tensors

/// A random graph in which every node but the first has one to three sources among the `reach`
/// nodes before it, with virtual edges for all longer distances up to `cutoff`.
func randomGraph(
  nodeCount: Int, reach: Int = 4, cutoff: Int = 50,
  using generator: inout some RandomNumberGenerator
) -> MessageGraph {
  var edges: [MessageGraph.Edge] = []
  for target in 0..<nodeCount where target > 0 {
    let lowest = max(0, target - reach)
    let sources = Set(
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        Int.random(in: lowest..<target, using: &generator)
      })
    edges += sources.sorted().map { .init(source: $0, target: target) }
  }
  return graph(nodeCount: nodeCount, edges: edges, cutoff: cutoff)
}

/// The graph of these edges with virtual edges for all longer distances up to `cutoff`.
func graph(nodeCount: Int, edges: [MessageGraph.Edge], cutoff: Int = 50) -> MessageGraph {
  var targets = [[Int]](repeating: [], count: nodeCount)
  for edge in edges { targets[edge.source].append(edge.target) }
  var virtualEdges: [MessageGraph.VirtualEdge] = []
  for source in 0..<nodeCount {
    var frontier = [source]
    var seen: Set<Int> = [source]
    for distance in 1...cutoff {
      frontier = frontier.flatMap { targets[$0] }.filter { seen.insert($0).inserted }
      guard distance > 1 else { continue }
      virtualEdges += frontier.sorted().map {
        .init(source: source, target: $0, distance: distance)
      }
    }
  }
  return MessageGraph(nodeCount: nodeCount, edges: edges, virtualEdges: virtualEdges)
}

/// Fixed pseudo-random embeddings between −1 and 1.
func randomStates(
  _ count: Int, width: Int, using generator: inout some RandomNumberGenerator
) -> Tensor {
  Tensor(
    shape: [count, width],
    scalars: (0..<count * width).map { _ in Float.random(in: -1...1, using: &generator) })
}

/// The largest difference of two tensors of one shape.
func largestDifference(_ left: Tensor, _ right: Tensor) -> Float {
  guard left.shape == right.shape else { return .infinity }
  return zip(left.scalars, right.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

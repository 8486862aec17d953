import Graphormer
import Layers
import Tensors

/// An edge from a node to another.
typealias Edge = (source: Int, target: Int)

/// Random edges: every node but the first has one to three sources among the four nodes before it.
func randomEdges(nodeCount: Int, using generator: inout some RandomNumberGenerator) -> [Edge] {
  (0..<nodeCount).dropFirst().flatMap { target in
    let sources = Set(
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        Int.random(in: max(0, target - 4)..<target, using: &generator)
      })
    return sources.sorted().map { (source: $0, target: target) }
  }
}

/// The distances between all nodes that at most fifty of these edges join.
func shortestDistances(nodeCount: Int, edges: [Edge]) -> [DistanceGraph.Distance] {
  var targets = [[Int]](repeating: [], count: nodeCount)
  for edge in edges { targets[edge.source].append(edge.target) }
  var distances: [DistanceGraph.Distance] = []
  for source in 0..<nodeCount {
    var frontier = [source]
    var seen: Set<Int> = [source]
    for hops in 1...50 {
      frontier = frontier.flatMap { targets[$0] }.filter { seen.insert($0).inserted }
      distances += frontier.map { .init(source: source, target: $0, hops: hops) }
    }
  }
  return distances
}

/// The graph of these edges.
func graph(nodeCount: Int, edges: [Edge]) -> DistanceGraph {
  DistanceGraph(
    nodeCount: nodeCount, distances: shortestDistances(nodeCount: nodeCount, edges: edges))
}

/// Random numbers between −1 and 1.
func randomTensor(_ shape: Shape, using generator: inout some RandomNumberGenerator) -> Tensor {
  Tensor(uniformWithin: 1, shape: shape, using: &generator)
}

/// The largest difference of two tensors of one shape.
func largestDifference(_ left: Tensor, _ right: Tensor) -> Float {
  guard left.shape == right.shape else { return .infinity }
  return zip(left.scalars, right.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

import Graphormer
import Randomness
import Tensors
import Testing

@Suite struct DistanceGraphTests {
  @Test("every pair of nodes finds its distances there and back", arguments: [0, 1, 2, 40])
  func pairs(nodeCount: Int) {
    var generator = SplitMix64(seed: 4)
    let edges = randomEdges(nodeCount: nodeCount, using: &generator)
    let distances = shortestDistances(nodeCount: nodeCount, edges: edges)
    let graph = DistanceGraph(nodeCount: nodeCount, distances: distances.shuffled())
    var hops = [[Int]](repeating: [Int](repeating: 0, count: nodeCount), count: nodeCount)
    for distance in distances { hops[distance.source][distance.target] = distance.hops }
    for u in 0..<nodeCount {
      for v in 0..<nodeCount {
        let pair = graph.distancePairs[graph.pairClasses[u, v]]
        #expect(pair == .init(forward: hops[u][v], backward: hops[v][u]))
      }
    }
    #expect(Set(graph.distancePairs).count == graph.distancePairs.count)
    #expect(graph.distancePairs.count <= 2 * (distances.map(\.hops).max() ?? 0) + 1)
    #expect(graph.distancesFromInput == (hops.first ?? []))
  }

  @Test func degreesCountEdgesAlone() {
    let graph = graph(nodeCount: 4, edges: [(0, 1), (0, 2), (1, 3), (2, 3)])
    #expect(graph.inDegrees == [0, 1, 1, 2])
    #expect(graph.outDegrees == [2, 1, 1, 0])
    #expect(graph.distancesFromInput == [0, 1, 1, 2])
  }

  @Test("nodes on a cycle are joined both ways, at any distance that can be told")
  func cycles() {
    let longest = DistanceGraph.longestDistance
    let graph = DistanceGraph(
      nodeCount: 2,
      distances: [
        .init(source: 0, target: 1, hops: longest), .init(source: 1, target: 0, hops: longest),
      ])
    #expect(
      graph.distancePairs == [
        .init(forward: 0, backward: 0), .init(forward: longest, backward: longest),
      ])
  }
}

import ArchDAG
import Randomness
import Tensors
import Testing

@Suite struct ShortestPathDistancesTests {
  /// A chain of `count` nodes, with a shortcut from node 0 to node 3 if there is one.
  private func chain(_ count: Int) -> ArchitectureGraph {
    var edges = (1..<count).map { ArchitectureGraph.Edge(from: $0 - 1, to: $0) }
    if count > 3 { edges.append(.init(from: 0, to: 3)) }
    return ArchitectureGraph(
      nodes: .init(repeating: .init(primitive: .sum), count: count), edges: edges)
  }

  @Test func countsTheHopsOfTheShortestPath() {
    let distances = chain(5).shortestPathDistances(upTo: 50)
    let fromInput = Dictionary(
      uniqueKeysWithValues: distances.reached(from: 0).map { ($0.target, $0.hops) })
    #expect(fromInput == [1: 1, 2: 2, 3: 1, 4: 2])
  }

  @Test("pairs farther apart than the limit have no entry", arguments: [1, 2, 7])
  func limit(limit: Int) {
    let distances = chain(12).shortestPathDistances(upTo: limit)
    #expect(distances.hops.max() == UInt16(limit))
    #expect(distances.starts.last == distances.targets.count)
  }

  @Test("pairs are counted without being listed", arguments: [1, 3, 50])
  func count(limit: Int) {
    let graph = chain(12)
    let count = graph.shortestPathDistances(upTo: limit).targets.count
    #expect(graph.joinsAtMost(count, pairsWithin: limit))
    #expect(!graph.joinsAtMost(count - 1, pairsWithin: limit))
  }

  @Test("distances are those of Floyd and Warshall's algorithm on random graphs", arguments: 0..<20)
  func againstFloydWarshall(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = Int.random(in: 1...40, using: &generator)
    var edges: [ArchitectureGraph.Edge] = []
    for target in 0..<count {
      for source in 0..<target where Int.random(in: 0..<5, using: &generator) == 0 {
        edges.append(.init(from: source, to: target))
      }
    }
    let graph = ArchitectureGraph(
      nodes: .init(repeating: .init(primitive: .sum), count: count), edges: edges)

    var expected = [[Int?]](repeating: [Int?](repeating: nil, count: count), count: count)
    for edge in edges { expected[edge.source][edge.target] = 1 }
    for middle in 0..<count {
      for source in 0..<count {
        for target in 0..<count {
          guard let a = expected[source][middle], let b = expected[middle][target] else { continue }
          expected[source][target] = min(expected[source][target] ?? .max, a + b)
        }
      }
    }

    let distances = graph.shortestPathDistances(upTo: 50)
    for source in 0..<count {
      var row = [Int?](repeating: nil, count: count)
      for (target, hops) in distances.reached(from: source) { row[target] = hops }
      #expect(row == expected[source])
    }
  }
}

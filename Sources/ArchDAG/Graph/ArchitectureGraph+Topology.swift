extension ArchitectureGraph {
  /// The sources of each node's incoming edges, ascending.
  public var predecessors: [[Int]] {
    var predecessors = [[Int]](repeating: [], count: nodes.count)
    for edge in edges { predecessors[edge.target].append(edge.source) }
    return predecessors
  }

  /// How many edges meet at a node, on average: 2·E / N.
  public var meanDegree: Double { Double(2 * edges.count) / Double(max(1, nodes.count)) }

  /// The mean length of the shortest path between two nodes, in hops, whichever way edges lead.
  ///
  /// The mean goes over all pairs of different nodes that are joined; 0 where there are none.
  ///
  /// - Complexity: O(N · (N + E)).
  public var meanPathLength: Double {
    var neighbors = [[Int]](repeating: [], count: nodes.count)
    for edge in edges {
      neighbors[edge.source].append(edge.target)
      neighbors[edge.target].append(edge.source)
    }
    var (sum, pairs) = (0, 0)
    var queue: [Int] = []
    for source in nodes.indices {
      var distance = [Int](repeating: -1, count: nodes.count)
      distance[source] = 0
      queue.removeAll(keepingCapacity: true)
      queue.append(source)
      var head = 0
      while head < queue.count {
        let node = queue[head]
        head += 1
        for neighbor in neighbors[node] where distance[neighbor] < 0 {
          distance[neighbor] = distance[node] + 1
          sum += distance[neighbor]
          queue.append(neighbor)
        }
      }
      pairs += queue.count - 1
    }
    return Double(sum) / Double(max(1, pairs))
  }
}

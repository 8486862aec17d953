extension ArchitectureGraph {
  /// The lengths of the shortest directed paths between nodes, as far as a limit.
  ///
  /// Row by row, as in a compressed sparse matrix: node `u` reaches `targets[k]` in
  /// `hops[k]` steps, for `k` in `starts[u]..<starts[u + 1]`, the nearest first.
  public struct Distances: Hashable, Sendable {
    /// Where each node's entries begin; one more than there are nodes.
    public let starts: [Int]
    /// The nodes reached.
    public let targets: [Int32]
    /// The number of edges of a shortest path, at least 1.
    public let hops: [UInt16]

    /// The nodes that `source` reaches, with their distances in hops.
    public func reached(from source: Int) -> some Sequence<(target: Int, hops: Int)> {
      (starts[source]..<starts[source + 1]).lazy.map { (Int(targets[$0]), Int(hops[$0])) }
    }
  }

  /// The shortest-path distances of at most `limit` hops.
  ///
  /// A virtual edge of GHN-2 joins every pair of nodes that is more than one hop apart; its weight
  /// is the inverse of this distance.
  ///
  /// - Parameter limit: the largest distance that counts, in hops; the published code's is 50.
  /// - Precondition: the limit is not negative, and less than 65,535.
  /// - Returns: an entry for every ordered pair of nodes that a path of 1 to `limit` hops joins.
  /// - Complexity: O(N + entries + edges that leave the nodes reached).
  ///
  /// Source: GHN-2 (arXiv:2110.13100), Eq. 4: s_vu, and the cutoff on it.
  public func shortestPathDistances(upTo limit: Int) -> Distances {
    precondition((0..<Int(UInt16.max)).contains(limit), "a limit of \(limit) hops")
    var starts = [0]
    starts.reserveCapacity(nodes.count + 1)
    var targets: [Int32] = []
    var hops: [UInt16] = []
    // Room that is not used costs nothing; growing costs a copy.
    let likelyReach = min(nodes.count, 2 * limit)
    targets.reserveCapacity(nodes.count * likelyReach)
    hops.reserveCapacity(nodes.count * likelyReach)
    visitReached(upTo: limit) { reached, distance in
      for target in reached {
        targets.append(target)
        hops.append(distance[Int(target)])
      }
      starts.append(targets.count)
      return true
    }
    return Distances(starts: starts, targets: targets, hops: hops)
  }

  /// Whether paths of 1 to `limit` hops join at most `count` ordered pairs of nodes.
  ///
  /// Small graphs are not even looked at, and in others the pairs are counted no further than
  /// `count`: so whoever is handed a graph can tell, before any memory is taken, whether its
  /// distances are too many.
  public func joinsAtMost(_ count: Int, pairsWithin limit: Int) -> Bool {
    guard nodes.count > count / max(1, nodes.count) else { return true }
    var found = 0
    visitReached(upTo: limit) { reached, _ in
      found += reached.count
      return found <= count
    }
    return found <= count
  }

  /// Calls `visit` for each node with the nodes that it reaches in 1 to `limit` hops, the nearest
  /// first, and with distances by node, until it answers `false`.
  private func visitReached(
    upTo limit: Int, _ visit: (_ reached: ArraySlice<Int32>, _ distance: [UInt16]) -> Bool
  ) {
    let successors = successorLists()
    // Breadth first from each node; `visitor` remembers by whom a node was reached last.
    var visitor = [Int32](repeating: -1, count: nodes.count)
    var distance = [UInt16](repeating: 0, count: nodes.count)
    var queue: [Int32] = []
    for source in nodes.indices {
      queue.removeAll(keepingCapacity: true)
      queue.append(Int32(source))
      distance[source] = 0
      var head = 0
      while head < queue.count {
        let node = Int(queue[head])
        head += 1
        let next = distance[node] + 1
        guard Int(next) <= limit else { break }
        for entry in successors.starts[node]..<successors.starts[node + 1] {
          let target = Int(successors.targets[entry])
          guard visitor[target] != Int32(source) else { continue }
          visitor[target] = Int32(source)
          distance[target] = next
          queue.append(Int32(target))
        }
      }
      guard visit(queue.dropFirst(), distance) else { return }
    }
  }

  /// The targets of each node's edges, as a compressed sparse matrix.
  private func successorLists() -> (starts: [Int], targets: [Int32]) {
    var starts = [Int](repeating: 0, count: nodes.count + 1)
    for edge in edges { starts[edge.source + 1] += 1 }
    for node in nodes.indices { starts[node + 1] += starts[node] }
    var cursor = starts
    var targets = [Int32](repeating: 0, count: edges.count)
    for edge in edges {
      targets[cursor[edge.source]] = Int32(edge.target)
      cursor[edge.source] += 1
    }
    return (starts, targets)
  }
}

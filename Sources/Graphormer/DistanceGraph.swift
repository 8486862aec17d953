public import Tensors

/// A directed graph of which every node may look at every other, knowing how far away it lies.
///
/// Node 0 is the input, from which all others are measured.
public struct DistanceGraph: Sendable {
  /// How far one node lies from another.
  public struct Distance: Hashable, Sendable {
    public var source, target: Int
    /// The length of the shortest path from source to target, in edges; 1 for neighbors.
    public var hops: Int

    public init(source: Int, target: Int, hops: Int) {
      self.source = source
      self.target = target
      self.hops = hops
    }
  }

  /// The distances between two nodes there and back; 0 where no path leads.
  public struct DistancePair: Hashable, Sendable {
    public var forward, backward: Int

    public init(forward: Int, backward: Int) {
      self.forward = forward
      self.backward = backward
    }
  }

  /// The longest distance that can be told apart from none, in edges; published graphs stop at 50.
  public static let longestDistance = 254

  /// The number of nodes.
  public let nodeCount: Int
  /// For each node the number of edges that end there.
  public let inDegrees: [Int]
  /// For each node the number of edges that begin there.
  public let outDegrees: [Int]
  /// For each node its distance from node 0; 0 where no path leads, and for node 0 itself.
  public let distancesFromInput: [Int]
  /// The pairs of distances that occur.
  public let distancePairs: [DistancePair]
  /// For each two nodes u and v, at (u, v), the index of their pair of distances: from u to v and
  /// from v to u.
  public let pairClasses: ClassMatrix

  /// Makes a graph from the distances between its nodes, in any order.
  ///
  /// - Precondition: every distance joins two different nodes below `nodeCount`, is at least 1 and
  ///   at most ``longestDistance``, and is given once.
  /// - Complexity: O(nodes²).
  public init(nodeCount: Int, distances: [Distance]) {
    var inDegrees = [Int](repeating: 0, count: nodeCount)
    var outDegrees = inDegrees
    var distancesFromInput = inDegrees
    // The pair of each two nodes as one number, forward + base·backward, which fits sixteen bits.
    let base = DistanceGraph.longestDistance + 1
    var codes = [UInt16](repeating: 0, count: nodeCount * nodeCount)
    for distance in distances {
      let (source, target, hops) = (distance.source, distance.target, distance.hops)
      let nodes = 0..<nodeCount
      precondition(
        nodes ~= source && nodes ~= target && source != target,
        "a distance from node \(source) to node \(target) of \(nodeCount)")
      precondition(
        1...DistanceGraph.longestDistance ~= hops, "nodes that lie \(hops) edges apart")
      let (there, back) = (source * nodeCount + target, target * nodeCount + source)
      precondition(
        Int(codes[there]) % base == 0, "two distances from node \(source) to node \(target)")
      codes[there] += UInt16(hops)
      codes[back] += UInt16(hops * base)
      if hops == 1 {
        outDegrees[source] += 1
        inDegrees[target] += 1
      }
      if source == 0 { distancesFromInput[target] = hops }
    }
    self.nodeCount = nodeCount
    self.inDegrees = inDegrees
    self.outDegrees = outDegrees
    self.distancesFromInput = distancesFromInput
    (distancePairs, pairClasses) = DistanceGraph.numbered(codes, base: base, nodeCount: nodeCount)
  }

  /// The pairs that occur, in the order in which they are met, and where.
  private static func numbered(
    _ codes: [UInt16], base: Int, nodeCount: Int
  ) -> ([DistancePair], ClassMatrix) {
    let unknown = UInt16.max
    var classOfCode = [UInt16](repeating: unknown, count: base * base)
    var pairs: [DistancePair] = []
    var classes = codes
    for index in codes.indices {
      let code = Int(codes[index])
      if classOfCode[code] == unknown {
        classOfCode[code] = UInt16(pairs.count)
        pairs.append(DistancePair(forward: code % base, backward: code / base))
      }
      classes[index] = classOfCode[code]
    }
    let matrix = ClassMatrix(
      rows: nodeCount, columns: nodeCount, classCount: pairs.count, classes: classes)
    return (pairs, matrix)
  }
}

import ArchDAG

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers by which a predictor knows an architecture, computed from its text alone.
struct CandidateFeatures {
  /// Which numbers they are: those of one kind can be compared with each other only.
  let kind: String
  /// Groups of numbers that say different things.
  private(set) var groups: [[Double]]

  /// The features of an architecture, and as another group what an encoder makes of it.
  init(_ candidate: PredictedCandidate, embedding: [Double]) {
    self.init(candidate)
    groups.append(embedding)
  }

  /// Computes the features of an architecture.
  init(_ candidate: PredictedCandidate) {
    switch candidate {
    case .nasBench201(let cell): self.init("NAS-Bench-201 cells", Self.features(of: cell))
    case .nasBench101(let cell): self.init("NAS-Bench-101 cells", Self.features(of: cell))
    case .enas(let network):
      self.init("ENAS networks of \(network.layers.count) layers", [Self.features(of: network)])
    case .darts(let genotype): self.init("DARTS genotypes", [Self.features(of: genotype)])
    case .network(let architecture): self.init(of: architecture)
    }
  }

  private init(_ kind: String, _ groups: [[Double]]) {
    self.kind = kind
    self.groups = groups
  }

  /// Sizes and the counts of a graph's nodes, for any network.
  private init(of architecture: Architecture) {
    let graph = ArchitectureGraph(architecture)
    let counts = Primitive.allCases.map { primitive in
      log(1 + Double(graph.nodes.count { $0.primitive == primitive }))
    }
    let sizes = [
      log(1 + Double(architecture.trainableParameterCount)),
      log(1 + architecture.operationCount), log(1 + Double(graph.nodes.count)),
      graph.meanDegree, log(1 + graph.meanPathLength),
    ]
    self.init("architectures", [sizes + counts])
  }

  private static func features(of cell: NASBench201Cell) -> [[Double]] {
    // Paths from node 0 to node 3, by the nodes between.
    let ways = [[0, 3], [0, 1, 3], [0, 2, 3], [0, 1, 2, 3]]
    var paths: [[Int]] = []
    var used: Set<[Int]> = []
    for way in ways {
      let edges = zip(way, way.dropFirst()).map { [$0, $1] }
      let operations = edges.map { cell.nodes[$0[1] - 1][$0[0]] }
      guard !operations.contains(.none) else { continue }
      used.formUnion(edges)
      paths.append(operations.compactMap { Self.number(of: $0) })
    }
    let kinds = NASBench201Cell.EdgeOperation.allCases
    let counts = kinds.map { kind in used.count { cell.nodes[$0[1] - 1][$0[0]] == kind } }
    return CellPaths(paths, counts: [6 - used.count] + counts.dropFirst(), kinds: 3, longest: 3)
      .features(heavy: [1], weighty: [0, 1])
  }

  private static func number(of operation: NASBench201Cell.EdgeOperation) -> Int? {
    switch operation {
    case .none, .skipConnection: nil
    case .convolution1: 0
    case .convolution3: 1
    case .averagePool3: 2
    }
  }

  private static func features(of cell: NASBench101Cell) -> [[Double]] {
    let last = cell.vertices.count - 1
    let kinds: [NASBench101Cell.VertexOperation] = [.convolution1, .convolution3, .maxPool3]
    var paths: [[Int]] = []
    var used: Set<Int> = []
    // Depth first; a cell has at most 9 edges.
    var pending: [[Int]] = [[0]]
    while let way = pending.popLast() {
      let vertex = way[way.count - 1]
      if vertex == last {
        let inner = way.dropFirst().dropLast()
        used.formUnion(inner)
        paths.append(inner.map { kinds.firstIndex(of: cell.vertices[$0]) ?? 0 })
      } else {
        for next in vertex + 1...last where cell.matrix[vertex][next] {
          pending.append(way + [next])
        }
      }
    }
    let counts = kinds.map { kind in used.count { cell.vertices[$0] == kind } }
    let edges = cell.matrix.joined().count { $0 }
    return CellPaths(paths, counts: [used.count, edges] + counts, kinds: 3, longest: 5)
      .features(heavy: [1], weighty: [0, 1])
  }

  /// Each layer's operation, and each skip connection.
  private static func features(of network: ENASNetwork) -> [Double] {
    let operations = ENASNetwork.LayerOperation.allCases
    return network.layers.flatMap { layer in
      operations.map { $0 == layer.operation ? 1 : 0 } + layer.skips.map { $0 ? 1 : 0 }
    }
  }

  /// How often each operation stands on each depth, and which states are read.
  private static func features(of genotype: Genotype) -> [Double] {
    var numbers: [Double] = []
    for cell in [genotype.normal, genotype.reduction] {
      for operation in CellOperation.allCases {
        numbers.append(Double(cell.edges.count { $0.operation == operation }))
        numbers.append(Double(cell.edges.count { $0.operation == operation && $0.state < 2 }))
      }
      var depths: [Double] = [0, 0]
      for sum in 0..<4 {
        let states = cell.edges[2 * sum..<2 * sum + 2].map(\.state)
        depths.append(1 + (states.map { depths[$0] }.max() ?? 0))
        numbers += (0..<5).map { state in states.contains(state) ? 1 : 0 }
      }
      numbers += [depths.max() ?? 0, depths.dropFirst(2).reduce(0, +) / 4]
    }
    return numbers
  }
}

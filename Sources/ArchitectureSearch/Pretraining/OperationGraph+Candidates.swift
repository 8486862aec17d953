import ArchDAG
import GatedGNN

extension OperationGraph {
  /// The graph of a candidate: that of its cells or layers, for any network that of a hypernetwork.
  init(_ candidate: PredictedCandidate) {
    switch candidate {
    case .nasBench201(let cell): self.init(cell)
    case .nasBench101(let cell): self.init(cell)
    case .enas(let network): self.init(network)
    case .darts(let genotype): self.init(genotype)
    case .network(let architecture): self.init(ArchitectureGraph(architecture))
    }
  }

  /// Skip connections are no nodes: who reads one reads what it passes on.
  private init(_ cell: NASBench201Cell) {
    var drawing = Drawing()
    // Whose results each node of the cell adds up.
    var sums = [[0]]
    for operations in cell.nodes {
      var sum: [Int] = []
      for (source, operation) in zip(sums, operations) {
        let kind: Int
        switch operation {
        case .none: continue
        case .skipConnection:
          sum += source
          continue
        case .convolution1: kind = 0
        case .convolution3: kind = 1
        case .averagePool3: kind = 2
        }
        sum.append(drawing.add(kind, reading: source))
      }
      sums.append(sum)
    }
    self = drawing.graph(
      of: Vocabulary("NAS-Bench-201 cells", [.transforms, .transforms, .averages]),
      reading: sums[3])
  }

  private init(_ cell: NASBench101Cell) {
    var drawing = Drawing()
    let last = cell.vertices.count - 1
    func sources(of vertex: Int) -> [Int] { (0..<vertex).filter { cell.matrix[$0][vertex] } }
    for vertex in 1..<last {
      let kind =
        switch cell.vertices[vertex] {
        case .convolution1, .input, .output: 0
        case .convolution3: 1
        case .maxPool3: 2
        }
      _ = drawing.add(kind, reading: sources(of: vertex))
    }
    self = drawing.graph(
      of: Vocabulary("NAS-Bench-101 cells", [.transforms, .transforms, .averages]),
      reading: sources(of: last))
  }

  /// Layers, and a sum behind each that has skip connections.
  private init(_ network: ENASNetwork) {
    var drawing = Drawing()
    let kinds = ENASNetwork.LayerOperation.allCases
    var layers: [Int] = []
    for layer in network.layers {
      let index = drawing.add(layer.operation.rawValue, reading: [layers.last ?? 0])
      let skipped = zip(layers, layer.skips).compactMap { $1 ? $0 : nil }
      layers.append(
        skipped.isEmpty ? index : drawing.add(kinds.count, reading: [index] + skipped))
    }
    let effects = kinds.map { operation -> Effect in
      operation == .averagePool3 || operation == .maxPool3 ? .averages : .transforms
    }
    self = drawing.graph(
      of: Vocabulary("ENAS networks", effects + [.passes]), reading: [layers.last ?? 0])
  }

  /// The normal cell, and behind it the reduction cell; every sum and concatenation adds up.
  private init(_ genotype: Genotype) {
    var drawing = Drawing()
    let kinds = CellOperation.allCases
    var result = [0]
    for cell in [genotype.normal, genotype.reduction] {
      var states = [result, result]
      for sum in 0..<cell.sumCount {
        states.append(
          cell.edges[2 * sum..<2 * sum + 2].flatMap { edge -> [Int] in
            guard edge.operation != .none, let kind = kinds.firstIndex(of: edge.operation) else {
              return []
            }
            return [drawing.add(kind, reading: states[edge.state])]
          })
      }
      let joined = cell.concatenation.flatMap { states[$0] }
      result = [drawing.add(kinds.count, reading: joined)]
    }
    let effects = kinds.map { operation -> Effect in
      switch operation {
      case .none, .skipConnection: .passes
      case .maxPool3, .averagePool3: .averages
      case .convolution1, .convolution3, .convolution5, .convolution7, .factorizedConvolution7,
        .separableConvolution3, .separableConvolution5, .dilatedConvolution3, .dilatedConvolution5,
        .selfAttention, .squeezeExcitation:
        .transforms
      }
    }
    self = drawing.graph(of: Vocabulary("DARTS genotypes", effects + [.passes]), reading: result)
  }

  /// The nodes behind the input, and an output that reads all whom nobody reads.
  private init(_ graph: ArchitectureGraph) {
    var drawing = Drawing()
    let kinds = Primitive.allCases
    var sources = [[Int]](repeating: [], count: graph.nodes.count)
    var isRead = [Bool](repeating: false, count: graph.nodes.count)
    for edge in graph.edges {
      sources[edge.target].append(edge.source)
      isRead[edge.source] = true
    }
    for (node, reads) in zip(graph.nodes, sources).dropFirst() {
      // Nodes without sources are constants, which the network's input does not reach.
      _ = drawing.add(kinds.firstIndex(of: node.primitive) ?? 0, reading: reads)
    }
    let effects = kinds.map { primitive -> Effect in
      switch primitive {
      case .sum, .concatenation, .input, .bias, .batchNorm, .layerNorm, .positionalEncoding: .passes
      case .maxPool, .averagePool, .globalAveragePool: .averages
      case .separableConvolution, .dilatedConvolution, .convolution, .multiHeadSelfAttention,
        .squeezeExcitation:
        .transforms
      }
    }
    self = drawing.graph(
      of: Vocabulary("networks", effects), reading: isRead.indices.filter { !isRead[$0] })
  }

  /// A graph while its nodes are added one after another.
  private struct Drawing {
    private var operations = [OperationGraph.input]
    private var edges: [MessageGraph.Edge] = []

    /// Adds a node that reads others, and answers its index.
    mutating func add(_ kind: Int, reading sources: [Int]) -> Int {
      append(OperationGraph.firstOperation + kind, reading: sources)
    }

    private mutating func append(_ operation: Int, reading sources: [Int]) -> Int {
      let index = operations.count
      operations.append(operation)
      edges += sources.map { MessageGraph.Edge(source: $0, target: index) }
      return index
    }

    /// The graph whose output reads these nodes.
    consuming func graph(of vocabulary: Vocabulary, reading sources: [Int]) -> OperationGraph {
      _ = append(OperationGraph.output, reading: sources)
      return OperationGraph(vocabulary, operations: operations, edges: edges)
    }
  }
}

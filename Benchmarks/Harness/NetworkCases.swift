import ArchDAG
import FileBytes
import FoundationEssentials
import GHN
import Layers
import Randomness
import TensorFiles
import Tensors

/// The cases that predict the parameters of networks.
struct NetworkCases {
  let folder: String
  let repetitions: Int
  let machine: MachineSpeed

  /// A GHN with drawn weights, of which the time does not depend.
  private let ghn: GraphHyperNetwork

  init(
    _ configuration: GHNConfiguration, folder: String, repetitions: Int, machine: MachineSpeed
  ) {
    self.folder = folder
    self.repetitions = repetitions
    self.machine = machine
    var generator = SplitMix64(seed: 1)
    ghn = GraphHyperNetwork(configuration, using: &generator)
  }

  /// One network from its file to all parameters in memory, and to a weight file.
  func network(_ name: String, file: String, _ published: Double) throws -> NetworkResult {
    let path = "\(folder)/\(file)"
    let architecture = try architecture(path)
    let prepared = try ghn.prepare(architecture)
    let graph = prepared.graph
    let embeddings = prepared.embeddings()
    let size = try MappedFile(path: path).count
    let reach = reach(of: graph)
    let work =
      WorkCount.decoding(graph, ghn.configuration)
      + .propagation(over: graph, reach: reach, ghn.configuration)
      + .weights(of: ghn, for: graph)
      + WorkCount(bytes: size)
    let total = try median {
      try ghn.predictParameters(for: try self.architecture(path))
    }
    return NetworkResult(
      name: name, nodes: graph.nodes.count,
      parameters: graph.nodes.flatMap(\.parameters).reduce(0) { $0 + $1.shape.count },
      read: try median { try self.architecture(path) },
      graph: median { ArchitectureGraph(architecture) },
      gnn: median { prepared.embeddings() },
      decode: median { prepared.parameters(from: embeddings) },
      // Last, because the system goes on writing large files after they are closed.
      write: try median { try write(prepared, from: embeddings) },
      total: total, floor: machine.floor(for: work), published: published)
  }

  /// Several networks of a list, as far as their nodes' embeddings.
  func batch(_ name: String, _ file: String, _ published: Double?) throws -> BatchResult {
    let list = try MappedFile(path: "\(folder)/\(file)")
    let graphs = try Architecture.all(in: list).map { ArchitectureGraph($0) }
    let reaches = graphs.map(reach)
    let work = zip(graphs, reaches).reduce(WorkCount()) {
      $0 + .propagation(over: $1.0, reach: $1.1, ghn.configuration)
    }
    return BatchResult(
      name: name, nodes: graphs.reduce(0) { $0 + $1.nodes.count },
      virtualEdges: reaches.reduce(0, +) - graphs.reduce(0) { $0 + $1.edges.count },
      graph: try median { try Architecture.all(in: list).map { ArchitectureGraph($0) } },
      gnn: median { ghn.embeddings(for: graphs) },
      floor: machine.floor(for: work), published: published)
  }

  /// Chains of residual blocks with so many nodes.
  func scaling(_ sizes: [Int]) throws -> [ScalingResult] {
    sizes.map { size in
      let graph = ArchitectureGraph.residualChain(of: size)
      return ScalingResult(
        nodes: graph.nodes.count, edges: reach(of: graph),
        seconds: median { ghn.embeddings(for: graph) })
    }
  }

  /// Reads every ONNX file of a folder.
  func sweep(_ folder: String) throws -> SweepResult {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".onnx") }.map { "\(folder)/\($0)" }
    var nodes = 0
    let seconds = try median {
      nodes = try files.reduce(0) { $0 + ArchitectureGraph(try architecture($1)).nodes.count }
    }
    return SweepResult(files: files.count, nodes: nodes, seconds: seconds)
  }

  private func architecture(_ path: String) throws -> Architecture {
    try Architecture(contentsOf: try MappedFile(path: path))
  }

  private func reach(of graph: ArchitectureGraph) -> Int {
    graph.shortestPathDistances(upTo: ghn.configuration.virtualEdgeCutoff).targets.count
  }

  private func write(_ prepared: PreparedPrediction, from embeddings: Tensor) throws {
    let path = FileManager.default.temporaryDirectory.path + "/ghn-benchmark.safetensors"
    let writer = try SafetensorsWriter(path: path, entries: prepared.entries, overwriting: true)
    try prepared.stream(from: embeddings) { (scalars, name, offset) in
      try writer.write(scalars, of: name, at: offset)
    }
    try writer.finish()
    try FileManager.default.removeItem(atPath: path)
  }

  private func median<Result>(_ body: () throws -> Result) rethrows -> Double {
    try medianSeconds(of: repetitions, body)
  }
}

extension ArchitectureGraph {
  /// A chain of blocks, each of two convolutions with norms and a sum over it, of `count` nodes.
  static func residualChain(of count: Int) -> ArchitectureGraph {
    let block: [Primitive] = [.convolution, .batchNorm, .convolution, .batchNorm, .sum]
    var nodes = [Node(primitive: .input)]
    var edges: [Edge] = []
    while nodes.count < count {
      let place = (nodes.count - 1) % block.count
      let index = nodes.count
      edges.append(Edge(from: index - 1, to: index))
      if block[place] == .sum { edges.append(Edge(from: index - block.count, to: index)) }
      nodes.append(Node(primitive: block[place], extents: place == 4 ? nil : [64, 64, 3, 3]))
    }
    return ArchitectureGraph(nodes: nodes, edges: edges)
  }
}

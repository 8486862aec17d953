import ArchDAG
import Autograd
import Concurrency
import FileBytes
import Foundation
import GHN
import ImageData
import NetworkExecution
import Tensors
import Testing

/// Networks with predicted parameters, against what the published code measured with PyTorch.
///
/// The protocol is that of `models/accuracy.json` in the folder that `GHN_REFERENCE` names: the
/// first 1,000 test images of Fashion-MNIST in batches of 64, batch norms by the batch's statistics.
/// Every fourth architecture is run, or all of them if `GHN_REFERENCE_ALL` is set.
@Suite(
  .enabled(
    if: AccuracyReference.folder != nil && AccuracyReference.images != nil,
    "needs the folder that GHN_REFERENCE names, and Fashion-MNIST"), .serialized)
struct AccuracyParityTests {
  @Test func networksOfTheTrainingSpaceAreAsAccurate() throws {
    let reference = try AccuracyReference()
    let isThorough = ProcessInfo.processInfo.environment["GHN_REFERENCE_ALL"] != nil
    let architectures = try Architecture.all(
      in: try MappedFile(path: reference.path("evaluation-architectures.json")))
    let measured = reference.accuracy.top1
    let counts = try reference.graphCounts()
    #expect(architectures.count == measured.count && counts.count == measured.count)
    var networks: [(Architecture, Float)] = []
    for (index, architecture) in architectures.enumerated() {
      // The published graphs lack the nodes of attention, and some of squeeze-and-excitation: it
      // depends on the version of PyTorch. The networks must run on the parameters of that graph.
      let graph = architecture.publishedGraph
      guard graph.nodes.count == counts[index].nodes, graph.edges.count == counts[index].edges1
      else { continue }
      networks.append((architecture, measured[index]))
    }
    #expect(networks.count > 60)
    let chosen = stride(from: 0, to: networks.count, by: isThorough ? 1 : 4).map { networks[$0] }
    try reference.expectAccuracies(chosen)
  }

  @Test func networksOfOtherFamiliesAreAsAccurate() throws {
    let reference = try AccuracyReference()
    let networks = try reference.accuracy.networks.sorted { $0.key < $1.key }.map { name, top1 in
      (try Architecture(contentsOf: try MappedFile(path: reference.path("models/\(name)"))), top1)
    }
    #expect(networks.count == 4)
    try reference.expectAccuracies(networks)
  }
}

/// What was measured, the hypernetwork that it was measured with, and the images.
private struct AccuracyReference {
  struct Accuracy: Decodable {
    let top1: [Float]
    let networks: [String: Float]
  }

  static let folder = ProcessInfo.processInfo.environment["GHN_REFERENCE"]
  static let images = try? ImageDataset("fashion-mnist", split: .test)

  let accuracy: Accuracy
  private let ghn: GraphHyperNetwork
  private let batches: [(images: Tensor, labels: [Int])]

  init() throws {
    let folder = try #require(Self.folder)
    let images = try #require(Self.images)
    let json = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/models/accuracy.json"))
    accuracy = try JSONDecoder().decode(Accuracy.self, from: json)
    ghn = try GraphHyperNetwork(path: "\(folder)/models/ghn2-fashion-mnist.pt")
    batches = stride(from: 0, to: 1000, by: 64).map { first in
      images.batch(Array(first..<min(first + 64, 1000)))
    }
  }

  func path(_ name: String) -> String { "\(Self.folder ?? "")/\(name)" }

  struct GraphCounts: Decodable {
    let nodes: Int
    let edges1: Int
  }

  /// How many nodes and edges the published code found in each network.
  func graphCounts() throws -> [GraphCounts] {
    let json = try Data(contentsOf: URL(fileURLWithPath: path("evaluation-architectures.json")))
    return try JSONDecoder().decode([GraphCounts].self, from: json)
  }

  /// Expects each network's accuracy to be the one that was measured, up to three images: nearly
  /// equal logits change places when sums are taken in another order.
  func expectAccuracies(_ networks: [(architecture: Architecture, percent: Float)]) throws {
    let found = try withThreads(2) {
      try concurrentMap(count: networks.count) { try top1(of: networks[$0].architecture) }
    }
    #expect(!networks.isEmpty)
    for ((architecture, expected), found) in zip(networks, found) {
      #expect(abs(found - expected) <= 0.3001, "\(architecture.name): \(found), not \(expected)")
    }
  }

  private func top1(of architecture: Architecture) throws -> Float {
    let parameters = try ghn.predictParameters(for: architecture.publishedGraph).parameters
      .asConstants
    let network = try ExecutableNetwork(architecture)
    var correct = 0
    for (images, labels) in batches {
      let logits = try network([images], parameters: parameters).outputs[0].value
      let classes = logits.shape[1]
      for (row, label) in labels.enumerated() {
        let row = logits.scalars[(row * classes)..<((row + 1) * classes)]
        let best = row.indices.max { row[$0] < row[$1] }
        correct += best.map { $0 - row.startIndex } == label ? 1 : 0
      }
    }
    return Float(correct) / 10
  }
}

extension Architecture {
  /// The graph without the nodes of attention: what leads to one leads to what reads it.
  fileprivate var publishedGraph: ArchitectureGraph {
    let graph = ArchitectureGraph(self)
    var sources = [[Int]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges { sources[edge.target].append(edge.source) }
    var places: [[Int]] = []
    var nodes: [ArchitectureGraph.Node] = []
    var edges: [ArchitectureGraph.Edge] = []
    for (index, node) in graph.nodes.enumerated() {
      let before = sources[index].flatMap { places[$0] }
      guard node.primitive != .multiHeadSelfAttention else {
        places.append(before)
        continue
      }
      edges += before.map { ArchitectureGraph.Edge(from: $0, to: nodes.count) }
      places.append([nodes.count])
      nodes.append(node)
    }
    return ArchitectureGraph(nodes: nodes, edges: edges, unpredicted: graph.unpredicted)
  }
}

import ArchDAG
import FileBytes
import Foundation
import Testing

/// Compares the graphs of ONNX files with those that the published code built by tracing the same
/// networks in PyTorch: node for node, edge for edge, distance for distance, up to order.
@Suite(.enabled(if: referenceFolder != nil)) struct PublishedGraphTests {
  /// Where the published graph is an accident of its tracer, and ours is right instead.
  private static let accidents: [String: String] = [
    "small_vit": "the sum behind the positional encoding is missing",
    "swin_v2_t": "the graph has a cycle, and no class layer",
  ]

  /// The models with a published graph, and for each the files of both exporters.
  static func files() throws -> [(model: String, file: String)] {
    guard let folder = referenceFolder else { return [] }
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: "\(folder)/graphs").sorted().flatMap { name in
      let model = String(name.dropLast(".json".count))
      return ["\(model).onnx", "\(model).dynamo.onnx"]
        .filter { manager.fileExists(atPath: "\(folder)/arch/\($0)") }
        .map { (model, $0) }
    }
  }

  private static func graph(_ file: String) throws -> ArchitectureGraph {
    let folder = try #require(referenceFolder)
    return ArchitectureGraph(
      try Architecture(onnx: try MappedFile(path: "\(folder)/arch/\(file)")))
  }

  @Test("the graph of an ONNX file is the published one", arguments: try files())
  func agreesWithPublishedGraph(model: String, file: String) throws {
    let reference = try ReferenceGraph.load(model, from: try #require(referenceFolder))
    guard Self.accidents[model] == nil, let expected = GraphFingerprint(reference.ghn3) else {
      return
    }
    let graph = try Self.graph(file)
    let found = GraphFingerprint(graph)
    #expect(graph.nodes.count == reference.ghn3.nodes?.count)
    #expect(found.arcCount == expected.arcCount)
    #expect(found.descriptions.subtracting(expected.descriptions) == [], "only in ours")
    #expect(expected.descriptions.subtracting(found.descriptions) == [], "only in the published")
    #expect(found == expected)
    #expect(Self.distanceCounts(graph) == reference.ghn3.distanceCounts)
    #expect(Self.classLayer(graph) == Self.classLayer(reference.ghn3))
  }

  @Test("both exporters' files of a network give one graph", arguments: try files())
  func agreesAcrossExporters(model: String, file: String) throws {
    let other = file.hasSuffix(".dynamo.onnx") ? "\(model).onnx" : "\(model).dynamo.onnx"
    let folder = try #require(referenceFolder)
    guard FileManager.default.fileExists(atPath: "\(folder)/arch/\(other)") else { return }
    #expect(try GraphFingerprint(Self.graph(file)) == GraphFingerprint(Self.graph(other)))
  }

  private static func distanceCounts(_ graph: ArchitectureGraph) -> [String: Int] {
    graph.shortestPathDistances(upTo: 50).hops.reduce(into: [:]) { $0["\($1)", default: 0] += 1 }
  }

  private static func classLayer(_ graph: ArchitectureGraph) -> [String] {
    graph.nodes.flatMap(\.parameters)
      .filter { $0.role == .classifierWeight || $0.role == .classifierBias }.map(\.name)
  }

  private static func classLayer(_ entry: ReferenceGraph.Entry) -> [String] {
    (entry.nodes ?? []).filter { $0.lastWeight || $0.lastBias }.compactMap(\.parameter)
  }
}

import ArchDAG
import FileBytes
import Foundation
import Testing

/// Compares the graphs of ONNX files with those that the published code built by tracing the same
/// networks in PyTorch: node for node, edge for edge, distance for distance, up to order.
@Suite(.enabled(if: referenceFolder != nil)) struct PublishedGraphTests {
  /// Where the published graph is an accident of its tracer, and ours is right instead.
  private static let accidents: [String: String] = [
    "deepnet_0": "the multiplications of squeeze-and-excitation are missing",
    "small_vit": "the sum behind the positional encoding is missing",
    "swin_v2_t": "the graph has a cycle, and no class layer",
  ]

  /// Files in which the exporter has merged concatenations of concatenations into one: what the
  /// tracer saw cannot be told from them.
  private static let mergedFiles = ["darts_cifar10.onnx", "inception_v3.onnx"]

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
    guard Self.accidents[model] == nil, !Self.mergedFiles.contains(file),
      let expected = GraphFingerprint(reference.ghn3)
    else { return }
    let graph = try Self.graph(file)
    let found = GraphFingerprint(graph)
    #expect(graph.nodes.count == reference.ghn3.nodes?.count)
    #expect(found.edgeCount == expected.edgeCount)
    #expect(found.descriptions.subtracting(expected.descriptions) == [], "only in ours")
    #expect(expected.descriptions.subtracting(found.descriptions) == [], "only in the published")
    #expect(found == expected)
    #expect(Self.distanceCounts(graph) == reference.ghn3.distanceCounts)
    #expect(Self.classLayer(graph) == Self.classLayer(reference.ghn3))
  }

  @Test("where the published graph is an accident, ours still differs from it only there")
  func accidents() throws {
    let folder = try #require(referenceFolder)
    for (model, extra) in [("deepnet_0", ["cse": 11]), ("small_vit", ["sum": 1])] {
      let published = try #require(ReferenceGraph.load(model, from: folder).ghn3.nodes)
      let ours = try Self.graph("\(model).onnx").nodes.map(\.primitive.rawValue)
      var surplus: [String: Int] = [:]
      for primitive in ours { surplus[primitive, default: 0] += 1 }
      for node in published { surplus[node.op, default: 0] -= 1 }
      #expect(surplus.filter { $0.value != 0 } == extra, "\(model)")
    }
  }

  @Test("both exporters' files of a network give one graph", arguments: try files())
  func agreesAcrossExporters(model: String, file: String) throws {
    let other = file.hasSuffix(".dynamo.onnx") ? "\(model).onnx" : "\(model).dynamo.onnx"
    let folder = try #require(referenceFolder)
    guard FileManager.default.fileExists(atPath: "\(folder)/arch/\(other)"),
      !Self.mergedFiles.contains(file), !Self.mergedFiles.contains(other)
    else { return }
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

import Autograd
import Foundation
import Graphormer
import Layers
import TensorFiles
import Tensors
import Testing

/// The folder of published graphs and predictions; large comparisons run where it is named.
private let referenceFolder = ProcessInfo.processInfo.environment["GHN_REFERENCE"]

/// The layers of a checkpoint, all or the first, with the heads that it has.
private func graphormer(
  of tensors: NamedTensors, width: Int, layers: Int? = nil
) throws -> GraphormerPropagation {
  let heads = try #require(tensors["gnn.0.attn.proj_e.2.weight"]).shape[0]
  let all = tensors.names.count { $0.hasPrefix("gnn.") && $0.hasSuffix(".ln1.weight") }
  return try GraphormerPropagation.stored(in: tensors) { source throws(ParameterError) in
    try GraphormerPropagation(
      &source, named: "gnn", width: width, layers: layers ?? all, heads: heads)
  }
}

@Suite struct PublishedEmbeddingsTests {
  /// `Golden/states.py` says how the file was made.
  @Test func statesAreThoseOfTheGolden() throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let tensors = try SafetensorsFile(path: "/\(folder)/Golden/tiny.safetensors").tensors()
    let before = try #require(tensors["before"])
    let layer = try graphormer(of: tensors, width: before.shape[1])
    let edges = try #require(tensors["arcs"])
    let graph = graph(
      nodeCount: before.shape[0],
      edges: (0..<edges.shape[0]).map {
        (Int(edges.scalars[2 * $0]), Int(edges.scalars[2 * $0 + 1]))
      })
    let found = layer.propagate(Variable(before), over: [graph])
    // The rounding of single precision, for embeddings of size 1 to 10.
    #expect(largestDifference(found.value, try #require(tensors["after"])) < 1e-5)
  }

  @Test(
    "embeddings after every layer, and the biases, are those of the published code",
    .enabled(if: referenceFolder != nil),
    arguments: ["deepnet_3", "resnet18", "small_vit", "squeezenet1_1_c10", "tiny_cnn"],
    ["ghn3tm8.pt", "ghn3tm8.hub.joblib.pt"])
  func embeddings(model: String, checkpoint: String) throws {
    let folder = try #require(referenceFolder)
    let weights = try TorchCheckpoint(path: "\(folder)/weights/\(checkpoint)").stateDictionary()
    let published = try SafetensorsFile(
      path: "\(folder)/pred/ghn3tm8/embed/\(model).safetensors"
    ).tensors()
    let before = Variable(try #require(published["shape_enc"]))
    let graph = try publishedGraph("\(folder)/graphs/\(model).json")

    let whole = try graphormer(of: weights, width: 64)
    #expect(whole.layers.count == 3)
    for count in 1...3 {
      let layer = try graphormer(of: weights, width: 64, layers: count)
      let found = layer.propagate(before, over: [graph]).value
      let expected = try #require(published["gnn.\(count - 1)"])
      // The published code's float and double runs differ by up to 4.7e-6 of the RMS.
      #expect(largestDifference(found, expected) < 1e-5 * rootMeanSquare(expected))
    }

    let biases = whole.distanceBias(graph.distancePairs, on: nil).value.scalars
    let expected = try #require(published["edge_bias"])
    let pairs = (0..<graph.nodeCount).flatMap { u in
      (0..<graph.nodeCount).map { v in graph.pairClasses[u, v] }
    }
    let found = Tensor(
      shape: expected.shape, scalars: pairs.flatMap { biases[$0 * 8..<($0 + 1) * 8] })
    #expect(largestDifference(found, expected) < 1e-5 * rootMeanSquare(expected))
  }
}

/// The graph as the published code built it.
private func publishedGraph(_ path: String) throws -> DistanceGraph {
  struct Graph: Decodable {
    struct Node: Decodable {}
    let nodes: [Node]
    let edges: [[Int]]
  }
  struct Model: Decodable { let ghn3: Graph }
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  let published = try JSONDecoder().decode(Model.self, from: data).ghn3
  return graph(nodeCount: published.nodes.count, edges: published.edges.map { ($0[0], $0[1]) })
}

private func rootMeanSquare(_ tensor: Tensor) -> Float {
  (tensor.scalars.reduce(0) { $0 + $1 * $1 } / Float(tensor.shape.count)).squareRoot()
}

import Autograd
import GatedGNN
import Layers
import TensorFiles
import Tensors
import Testing

/// What the published code computes with random weights; `Golden/states.py` says how the files were
/// made.
@Suite struct PublishedEmbeddingsTests {
  @Test(
    "embeddings after the propagation are those of the published code",
    arguments: [
      ("ghn1_cifar10", .ignored, ["tiny_cnn"]),
      ("ghn2_cifar10", .discounted, ["tiny_cnn", "deepnet_3"]),
    ] as [(String, GatedPropagation.VirtualEdges, [String])])
  func embeddings(
    checkpoint: String, virtualEdges: GatedPropagation.VirtualEdges, models: [String]
  ) throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let tensors = try SafetensorsFile(path: "/\(folder)/Golden/\(checkpoint).safetensors").tensors()
    let before = try models.map { try #require(tensors["\($0).before"]) }
    let layer = try GatedPropagation.stored(in: tensors) { source throws(ParameterError) in
      try GatedPropagation(
        &source, named: "gnn", width: before[0].shape[1], virtualEdges: virtualEdges)
    }
    let graphs = try zip(models, before).map { model, embeddings in
      let edges = try #require(tensors["\(model).arcs"])
      return graph(
        nodeCount: embeddings.shape[0],
        edges: (0..<edges.shape[0]).map {
          .init(source: Int(edges.scalars[2 * $0]), target: Int(edges.scalars[2 * $0 + 1]))
        })
    }
    let found = layer.propagate(
      concatenated(before.map { Variable($0) }, alongAxis: 0), over: graphs)
    let expected = try models.map { Variable(try #require(tensors["\($0).after"])) }
    // The published code's float and double runs differ by a few times 1e-6.
    #expect(
      largestDifference(found.value, concatenated(expected, alongAxis: 0).value) < 1e-5)
  }
}

import Foundation
import GHN
import TensorFiles
import Tensors
import Testing

/// What the published code predicts with random weights; `Golden/decoding.py` says how the files
/// were made.
@Suite struct PublishedDecodingTests {
  private struct Golden: Decodable {
    var nodes: [ReferenceGraphs.Node]
    var edges: [[Int]]
    var shapes: [String: [Int]]
  }

  @Test func predictionsAreThoseOfThePublishedCode() throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(folder)/Golden/tiny_cnn"
    let golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: URL(filePath: "\(path).json")))
    let graph = try #require(
      ReferenceGraphs.Graph(nodes: golden.nodes, edges: golden.edges)
        .architectureGraph(shapes: golden.shapes))
    let tensors = try SafetensorsFile(path: "\(path).safetensors").tensors()
    var configuration = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 16, inputs: 16, height: 11, width: 11),
      classCount: 10)
    configuration.kernelDecoder = .multilayer
    let ghn = try GraphHyperNetwork(configuration, from: weights(tensors, configuration))
    let prediction = try ghn.predictParameters(for: graph)
    var compared = 0
    for (name, expected) in tensors where name.hasPrefix("expected.") {
      let found = try #require(prediction.parameters[String(name.dropFirst(9))])
      let part = Tensor(
        shape: expected.shape, scalars: Array(found.scalars.prefix(expected.shape.count)))
      // The published code's float and double runs differ by a few times 1e-6.
      #expect(relativeDifference(part, expected) < 2e-5, "\(name)")
      compared += 1
    }
    #expect(compared == golden.shapes.count)
  }

  /// The checkpoint, with zeros where the golden leaves rows out.
  private func weights(
    _ golden: NamedTensors, _ configuration: GHNConfiguration
  ) throws -> NamedTensors {
    let rows = try #require(golden["rows"]).scalars.map { Int($0) }
    let block = configuration.largestBlock
    let count = block.outputs * block.inputs * block.height * block.width
    var tensors = NamedTensors()
    for (name, tensor) in golden where name.hasPrefix("weights.") {
      let name = String(name.dropFirst(8))
      guard name.hasPrefix("decoder.mlp.fc.2") else {
        tensors[name] = tensor
        continue
      }
      let width = tensor.shape.count / rows.count
      var scalars = [Float](repeating: 0, count: count * width)
      for (place, row) in rows.enumerated() {
        scalars.replaceSubrange(
          row * width..<(row + 1) * width,
          with: tensor.scalars[place * width..<(place + 1) * width])
      }
      let extents = [count] + tensor.shape.extents.dropFirst()
      tensors[name] = Tensor(shape: Shape(extents), scalars: scalars)
    }
    return tensors
  }
}

import Autograd
import GHN
import Layers
import TensorFiles
import Tensors
import Testing

/// A checkpoint that the published code of LoGAH wrote, and what its decoder makes of two embeddings;
/// `Golden/logah.py` says how the files were made, and how the weights follow from their names.
@Suite struct PublishedLoGAHTests {
  private let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden"

  @Test("the published layout is read, and the file says all of its configuration")
  func layout() throws {
    let checkpoint = try GHNCheckpoint(path: "\(folder)/logah.pt")
    var expected = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 16, inputs: 16, height: 11, width: 11),
      classCount: 5)
    expected.propagation = .graphormer(layers: 1, heads: 2)
    expected.kernelDecoder = .lowRank(.init(rank: 3, length: 40))
    expected.kernelCrop = .centered
    expected.kernelExtension = .interpolated
    #expect(checkpoint.configuration == expected)
    #expect(checkpoint.inferredSettings.isEmpty)
    let ghn = try GraphHyperNetwork(checkpoint)
    for (name, tensor) in ghn.namedTensors {
      #expect(tensor == weight(name, tensor.shape), "\(name)")
    }
  }

  @Test func blocksAreThoseOfThePublishedCode() throws {
    let golden = try SafetensorsFile(path: "\(folder)/logah.safetensors").tensors()
    let decoder = try GraphHyperNetwork(path: "\(folder)/logah.pt").blockDecoder
    let embeddings = Variable(weight("embeddings", [2, 8]))
    func kernel(_ outputs: Int, _ inputs: Int, _ height: Int, _ width: Int) -> Tensor {
      decoder.blocks(
        .kernel(.init(outputs: outputs, inputs: inputs, height: height, width: width)),
        from: embeddings
      ).value
    }
    let found: [String: Tensor] = [
      "kernel": kernel(6, 4, 3, 5), "point": kernel(12, 7, 1, 1),
      "classes": decoder.blocks(.classWeight(inputs: 9), from: embeddings).value,
      "vectors": decoder.blocks(.vector(width: 8), from: embeddings).value.reshaped(to: [2, 16]),
    ]
    #expect(golden.count == found.count)
    for (name, expected) in golden {
      let tensor = try #require(found[name])
      #expect(tensor.shape.count == expected.shape.count, "\(name)")
      #expect(
        relativeDifference(tensor.reshaped(to: expected.shape), expected) < 2e-5, "\(name)")
    }
  }
}

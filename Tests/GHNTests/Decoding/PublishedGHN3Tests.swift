import ArchDAG
import FileBytes
import GHN
import Layers
import Randomness
import TensorFiles
import Tensors
import Testing

/// What the published code predicts for a small network by a small GHN-3; `Golden/ghn3.py` says how
/// the files were made, and how the weights follow from their names.
@Suite struct PublishedGHN3Tests {
  @Test func predictionsAreThoseOfThePublishedCode() throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    var configuration = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 11, width: 11),
      classCount: 10)
    configuration.propagation = .graphormer(layers: 2, heads: 8)
    configuration.kernelCrop = .centered
    configuration.kernelExtension = .interpolated
    var generator = SplitMix64(seed: 0)
    var weights = NamedTensors()
    for parameter in GraphHyperNetwork(configuration, using: &generator).parameters {
      let isNormScale = ["ln.weight", "ln1.weight", "ln2.weight"]
        .contains { parameter.name.hasSuffix($0) }
      weights[parameter.name] = weight(
        parameter.name, parameter.value.shape, around: isNormScale ? 1 : 0)
    }
    let ghn = try GraphHyperNetwork(configuration, from: weights)
    let architecture = try Architecture(
      contentsOf: MappedFile(path: "/\(folder)/Golden/ghn3.onnx"))
    let prediction = try ghn.predictParameters(for: architecture)
    let golden = try SafetensorsFile(path: "/\(folder)/Golden/ghn3.safetensors").tensors()
    #expect(golden.count == 18 && prediction.unpredicted.isEmpty)
    for (name, expected) in golden {
      let found = try #require(prediction.parameters[name], "\(name)")
      // The published code's float and double runs differ by a few times 1e-6.
      #expect(relativeDifference(found, expected) < 2e-5, "\(name)")
    }
  }
}

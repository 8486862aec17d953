import ArchDAG
import FoundationEssentials
import GHN
import ProcessMemory
import Randomness
import TensorFiles
import Tensors

/// A network of a thousand million parameters and more, predicted straight into a file.
struct StreamingCase {
  func measure() throws -> StreamingResult {
    var generator = SplitMix64(seed: 1)
    let ghn = GraphHyperNetwork(.ghn2(classCount: 1000, largestKernel: 16), using: &generator)
    let architecture = try Self.wideNetwork(layers: 60, width: 4096)
    let before = peakMemoryInBytes()
    let path = FileManager.default.temporaryDirectory.path + "/ghn-benchmark-large.safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (_, seconds) = try timed {
      let prepared = try ghn.prepare(architecture)
      let writer = try SafetensorsWriter(path: path, entries: prepared.entries, overwriting: true)
      try prepared.stream { (scalars, name, offset) in
        try writer.write(scalars, of: name, at: offset)
      }
      try writer.finish()
    }
    return StreamingResult(
      parameters: architecture.parameters.reduce(0) { $0 + $1.shape.count }, seconds: seconds,
      addedMemory: peakMemoryInBytes() - before)
  }

  /// Linear layers of one width, one after another.
  private static func wideNetwork(layers: Int, width: Int) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "wide")
    var x = builder.addInput(name: "x", extents: [nil, width])
    for layer in 0..<layers {
      let weight = try builder.addParameter(name: "\(layer).weight", shape: [width, width])
      let bias = try builder.addParameter(name: "\(layer).bias", shape: [width])
      x = try builder.addOperation(
        .linear(.outputFirst), name: "\(layer)", inputs: [x, weight, bias])
    }
    return try builder.finish(outputs: [x])
  }
}

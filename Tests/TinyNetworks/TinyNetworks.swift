package import ArchDAG
package import GHN
package import ImageData
import Randomness
import Tensors

/// A hypernetwork of a few thousand numbers.
package func tinyGHN(
  seed: UInt64 = 1, classCount: Int = 3, _ change: (inout GHNConfiguration) -> Void = { _ in }
) -> GraphHyperNetwork {
  var configuration = GHNConfiguration(
    hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 3, width: 3),
    classCount: classCount)
  change(&configuration)
  var generator = SplitMix64(seed: seed)
  return GraphHyperNetwork(configuration, using: &generator)
}

/// Images of three kinds: dark, bright, and bright on one side.
package func tinyImages(count: Int = 48, relabeledBy shift: UInt8 = 0) -> ImageDataset {
  var generator = SplitMix64(seed: 9)
  let labels = (0..<count).map { UInt8($0 % 3) }
  let pixels = labels.flatMap { label in
    (0..<64).map { place in
      let isBright = label == 1 || (label == 2 && place % 8 < 4)
      return UInt8(isBright ? 200 : 20) + UInt8.random(in: 0...50, using: &generator)
    }
  }
  return ImageDataset(
    name: "tiny",
    LabeledPixels(
      channels: 1, height: 8, width: 8, classCount: 3, pixels: pixels,
      labels: labels.map { ($0 + shift) % 3 }))
}

/// Small networks: one cell is enough to have edges of all kinds.
package func tinyNetworks(classCount: Int = 3) throws -> [Architecture] {
  var networks: [Architecture] = []
  let operations: [(CellOperation, CellOperation)] = [
    (.convolution3, .skipConnection), (.separableConvolution3, .maxPool3),
    (.convolution1, .squeezeExcitation),
  ]
  for (index, pair) in operations.enumerated() {
    let cell = Genotype.Cell(
      edges: [Genotype.Edge(pair.0, of: 0), Genotype.Edge(pair.1, of: 1)], concatenation: [2])
    var network = DeepNetsNetwork(genotype: Genotype(normal: cell, reduction: cell))
    network.cellCount = 2
    network.channels = 8
    network.classCount = classCount
    network.stem = .double
    networks.append(try Architecture(network, name: "tiny\(index)"))
  }
  return networks
}

/// A network that cannot be run: nothing interpolates.
package func unrunnableNetwork() throws -> Architecture {
  var builder = ArchitectureBuilder(name: "unrunnable")
  let x = builder.addInput(name: "x", extents: [nil, 1, 8, 8])
  let weight = try builder.addParameter(name: "fc.weight", shape: [3, 64], isTrainable: true)
  let resized = try builder.addOperation(.resize, name: "resize", inputs: [x])
  let flat = try builder.addOperation(.flatten(axis: 1), name: "flatten", inputs: [resized])
  let logits = try builder.addOperation(
    .linear(.outputFirst), name: "fc", inputs: [flat, weight])
  return try builder.finish(outputs: [logits])
}

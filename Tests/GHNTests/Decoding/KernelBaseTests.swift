import ArchDAG
import GHN
import Layers
import Tensors
import Testing

@Suite struct KernelBaseTests {
  @Test(
    "kernels begin with He's deviation, and nothing else changes",
    arguments: [GHNConfiguration.KernelDecoder.convolutional, .multilayer])
  func initialization(decoder: GHNConfiguration.KernelDecoder) throws {
    let ghn = smallNetwork {
      $0.kernelDecoder = decoder
      $0.largestBlock = .init(outputs: 48, inputs: 48, height: 3, width: 3)
    }
    var generator = SplitMix64(seed: 2)
    let begun = ghn.addingToInitialization(using: &generator)
    let changed = ghn.namedTensors.filter { begun.namedTensors[$0.name] != $0.tensor }
    #expect(changed.map(\.name).count == 1)
    let node = ArchitectureGraph.Node(
      primitive: .convolution,
      parameters: [.init(name: "weight", shape: [48, 48, 1, 1], role: .weight)],
      extents: [48, 48, 1, 1])
    let graph = ArchitectureGraph(nodes: [node], arcs: [])
    let kernel = try #require(try begun.predictParameters(for: graph).parameters["weight"])
    let before = try #require(try ghn.predictParameters(for: graph).parameters["weight"])
    let differences = zip(kernel.scalars, before.scalars).map { Double($0 - $1) }
    // 48 inputs: variance 2/48. The deviation of a mean of squares of 2,304 numbers is 3 %; the
    // bias that was there before adds a little.
    let variance = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
    #expect(abs(variance * 48 / 2 - 1) < 0.15)
  }
}

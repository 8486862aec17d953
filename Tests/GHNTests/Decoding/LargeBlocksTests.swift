import ArchDAG
import Autograd
import Concurrency
import GHN
import Tensors
import Testing

@Suite struct LargeBlocksTests {
  /// Layers with more channels than the largest block, as many, and fewer.
  private var graph: ArchitectureGraph {
    func node(
      _ name: String, _ shape: Shape, _ role: ParameterRole = .weight,
      _ layout: ParameterSpec.Layout = .outputFirst
    ) -> ArchitectureGraph.Node {
      let spec = ParameterSpec(name: name, shape: shape, role: role, layout: layout)
      return .init(
        primitive: .convolution, parameters: [spec], extents: spec.outputFirstExtents)
    }
    let nodes = [
      ArchitectureGraph.Node(primitive: .input),
      node("stem", [70, 3, 3, 3]), node("wide", [200, 100, 3, 3]), node("narrow", [90, 96, 1, 1]),
      node("equal", [96, 96, 3, 3]), node("tall", [120, 88, 5, 4]), node("row", [100, 90, 1, 3]),
      node("line", [100, 97, 3]), node("linear", [90, 130], .weight, .inputFirst),
      node("same", [90, 96, 1, 1]), node("depthwise", [96, 1, 3, 3]),
      node("head", [9, 99], .classifierWeight),
    ]
    return ArchitectureGraph(
      nodes: nodes, edges: (1..<nodes.count).map { .init(from: $0 - 1, to: $0) })
  }

  @Test(
    "large blocks that are decoded in one pass are those that are decoded one by one",
    arguments: [GHNConfiguration.KernelExtension.repeated, .interpolated])
  func onePass(kernelExtension: GHNConfiguration.KernelExtension) throws {
    let ghn = smallNetwork(classCount: 11) {
      $0.largestBlock = .init(outputs: 96, inputs: 96, height: 3, width: 3)
      $0.kernelExtension = kernelExtension
      $0.kernelCrop = kernelExtension == .repeated ? .topLeft : .centered
    }
    let plan = try DecodePlan(for: graph, configuration: ghn.configuration)
    let embeddings = ghn.embeddings(for: graph)
    let found = ghn.parameters(of: plan, from: embeddings)
    let expected = ghn.parameters(of: plan, from: Variable(embeddings))
    for (item, tensor) in zip(plan.items, expected) {
      let name = item.parameter.name
      // Sums of 64 products, in another order.
      #expect(relativeDifference(try #require(found[name]), tensor.value) < 1e-5, "\(name)")
    }
    let parallel = withThreads(3) { ghn.parameters(of: plan, from: embeddings) }
    for (name, tensor) in found { #expect(parallel[name] == tensor, "\(name)") }
  }
}

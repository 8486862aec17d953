import ArchDAG
import GHN
import Randomness
import Tensors

/// A graph hypernetwork small enough for plain loops, with random weights.
func smallNetwork(
  seed: UInt64 = 1, classCount: Int = 5, _ change: (inout GHNConfiguration) -> Void = { _ in }
) -> GraphHyperNetwork {
  var configuration = GHNConfiguration(
    hiddenWidth: 8,
    largestBlock: .init(outputs: 6, inputs: 6, height: 3, width: 3), classCount: classCount)
  change(&configuration)
  var generator = SplitMix64(seed: seed)
  return GraphHyperNetwork(configuration, using: &generator)
}

/// A chain of nodes with parameters of all roles, shapes and layouts.
func variedGraph() -> ArchitectureGraph {
  func node(
    _ primitive: Primitive, _ name: String, _ shape: Shape, _ role: ParameterRole,
    _ layout: ParameterSpec.Layout = .outputFirst
  ) -> ArchitectureGraph.Node {
    let spec = ParameterSpec(name: name, shape: shape, role: role, layout: layout)
    return .init(primitive: primitive, parameters: [spec], extents: spec.outputFirstExtents)
  }
  let norm = ArchitectureGraph.Node(
    primitive: .batchNorm,
    parameters: [
      .init(name: "norm.weight", shape: [9], role: .normScale),
      .init(name: "norm.bias", shape: [9], role: .normShift),
    ], extents: [9])
  let nodes = [
    ArchitectureGraph.Node(primitive: .input),
    node(.convolution, "stem.weight", [9, 3, 3, 3], .weight),
    node(.bias, "stem.bias", [9], .bias),
    norm,
    node(.convolution, "wide.weight", [4, 9, 1, 3], .weight),
    node(.convolution, "tall.weight", [13, 4, 3, 1], .weight),
    node(.separableConvolution, "depthwise.weight", [13, 1, 2, 2], .weight),
    node(.convolution, "large.weight", [7, 13, 5, 4], .weight),
    node(.convolution, "again.weight", [7, 13, 5, 4], .weight),
    node(.convolution, "transposed.weight", [7, 5, 2, 2], .weight, .inputFirst),
    node(.positionalEncoding, "positions", [1, 5, 4, 4], .positionalEncoding),
    ArchitectureGraph.Node(primitive: .sum),
    node(.convolution, "sequence.weight", [8, 5, 3], .weight),
    node(.convolution, "linear.weight", [8, 20], .weight, .inputFirst),
    node(.bias, "linear.bias", [1, 20, 1, 1], .bias),
    ArchitectureGraph.Node(primitive: .globalAveragePool),
    node(.convolution, "head.weight", [11, 20, 1, 1], .classifierWeight),
    node(.bias, "head.bias", [11], .classifierBias),
  ]
  return ArchitectureGraph(
    nodes: nodes, edges: (1..<nodes.count).map { .init(from: $0 - 1, to: $0) },
    unpredicted: [
      .init(
        name: "token", shape: [1, 1, 20], reason: "it belongs to no operation",
        initialization: .normal(standardDeviation: 0.02)),
      .init(name: "gain", shape: [20], reason: "no rule", initialization: .constant(1)),
    ])
}

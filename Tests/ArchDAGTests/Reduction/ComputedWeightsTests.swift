import ArchDAG
import Tensors
import Testing

/// Weights whose numbers are others than those of their parameter: by a sum, a function, or a repetition.
@Suite struct ComputedWeightsTests {
  /// The node of a convolution of this kernel.
  private func convolution(
    _ make: (inout NetworkSketch) throws -> ValueID
  ) throws -> (node: ArchitectureGraph.Node, graph: ArchitectureGraph) {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    let y = try sketch.apply(
      .convolution(attributes), x, try make(&sketch), extents: [1, 8, 6, 6])
    let graph = try sketch.graph(outputs: y)
    return (graph.nodes[1], graph)
  }

  @Test(
    "what is added to a weight is subtracted from what is predicted, as of a norm's scale 1 + w")
  func addedNumbers() throws {
    for isFirst in [false, true] {
      var sketch = NetworkSketch()
      let x = sketch.input(1, 5, 8)
      let w = try sketch.parameter("w", [8])
      let one = try sketch.number(1)
      let scale = try sketch.apply(
        .arithmetic(.add), isFirst ? w : one, isFirst ? one : w, extents: [8])
      let y = try sketch.apply(
        .rootMeanSquareNorm(axis: -1, epsilon: 1e-5), x, scale, extents: [1, 5, 8])
      let graph = try sketch.graph(outputs: y)
      #expect(
        graph.nodes[1].parameters[0].view?.measure == .elements(factor: 1, offset: -1))
      #expect(graph.unpredicted.isEmpty)
    }
  }

  @Test(
    "a function of a weight that cannot be undone is named, and the parameter begins by default",
    arguments: [
      OperationKind.activation(.tanh), .elementwise(.exponential), .elementwise(.absolute),
      .activation(.softplus),
    ])
  func functions(kind: OperationKind) throws {
    let (node, graph) = try convolution { sketch in
      try sketch.apply(kind, try sketch.parameter("w", [8, 3, 3, 3]))
    }
    #expect(node.parameters.isEmpty)
    #expect(graph.unpredicted.map(\.name) == ["w"])
    #expect(graph.unpredicted[0].reason.hasPrefix("a part from which the weight of"))
  }

  @Test("the square of a weight is named too")
  func powers() throws {
    let (node, graph) = try convolution { sketch in
      let w = try sketch.parameter("w", [8, 3, 3, 3])
      return try sketch.apply(.arithmetic(.power), w, try sketch.number(2))
    }
    #expect(node.parameters.isEmpty && graph.unpredicted.map(\.name) == ["w"])
  }

  @Test("a tensor that repeats a few elements more often than any layer does is none of theirs")
  func hugeRepetitions() throws {
    for (channels, isFollowed) in [(1 << 20, true), (1 << 30, false)] {
      var sketch = NetworkSketch()
      let x = sketch.input(1, channels, 1)
      let w = try sketch.parameter("w", [2, 1])
      let spread = try sketch.apply(
        .expand, w, try sketch.integers([2, channels / 2]), extents: [2, channels / 2])
      let scale = try sketch.apply(.reshape(extents: [channels]), spread, extents: [channels])
      let y = try sketch.apply(
        .groupNorm(groups: 2, epsilon: 1e-5), x, scale, extents: [1, channels, 1])
      #expect(try sketch.graph(outputs: y).unpredicted.isEmpty == isFollowed)
    }
  }
}

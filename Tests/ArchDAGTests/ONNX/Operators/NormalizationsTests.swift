import ArchDAG
import Testing

@Suite struct NormalizationsTests {
  @Test("a weight that a batch norm standardizes is the weight of its convolution")
  func standardizedWeights() throws {
    for isTraining in [1, 0] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3, 8, 8])
      sketch.parameter("w", [1, 4, 27])
      sketch.parameter("gain", [4])
      sketch.tensor("zeros", [4], extra: ONNXSketch.field(9, [UInt8](repeating: 0, count: 16)))
      for name in ["mean", "variance"] { sketch.parameter(name, [4]) }
      sketch.node(
        "BatchNormalization", ["w", "gain", "zeros", "mean", "variance"], ["n", "m", "v"],
        ONNXSketch.attribute("training_mode", isTraining))
      sketch.integers("shape", [4, 3, 3, 3])
      sketch.node("Reshape", ["n", "shape"], ["k"])
      sketch.node("Conv", ["x", "k"], ["y"])
      sketch.output("y")
      let architecture = try sketch.architecture
      let hasNorm = architecture.kinds.contains { $0.name == "batchNorm" }
      #expect(hasNorm == (isTraining == 0))
      guard isTraining == 1 else { continue }
      let graph = ArchitectureGraph(architecture)
      // The gain is that of the weight: it gets the length that is predicted.
      #expect(graph.lines == ["input", "conv w gain <- 0"])
      #expect(graph.nodes[1].extents == [4, 3, 3, 3])
      #expect(graph.unpredicted.map(\.name) == ["zeros"])
    }
  }

  @Test(
    "each norm keeps its attributes and operands",
    arguments: [
      ("LayerNormalization", ["x", "w", "b"], OperationKind.layerNorm(axis: 1, epsilon: 0.5)),
      ("GroupNormalization", ["x", "w", "b"], .groupNorm(groups: 2, epsilon: 0.5)),
      ("InstanceNormalization", ["x", "w", "b"], .groupNorm(groups: 4, epsilon: 0.5)),
      ("RMSNormalization", ["x", "w"], .rootMeanSquareNorm(axis: 1, epsilon: 0.5)),
    ])
  func norms(type: String, operands: [String], kind: OperationKind) throws {
    var sketch = ONNXSketch(operatorSet: 23)
    sketch.input("x", [2, 4, 8])
    sketch.parameter("w", [4])
    sketch.parameter("b", [4])
    sketch.node(
      type, operands, ["y"], ONNXSketch.attribute("epsilon", Float(0.5)),
      ONNXSketch.attribute("axis", 1), ONNXSketch.attribute("num_groups", 2))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [kind])
    #expect(architecture.operandNames == [operands])
    #expect(architecture.outputExtents == [2, 4, 8])
  }

  @Test("up to opset 20 a group norm has one scale and one shift for each group")
  func scalesOfGroups() throws {
    var sketch = ONNXSketch(operatorSet: 18)
    sketch.input("x", [2, 8, 5, 5])
    sketch.parameter("w", [4])
    sketch.parameter("b", [4])
    sketch.node(
      "GroupNormalization", ["x", "w", "b"], ["y"], ONNXSketch.attribute("num_groups", 4))
    sketch.output("y")
    let architecture = try sketch.architecture
    let norm = try #require(architecture.operations.last)
    #expect(norm.kind == .groupNorm(groups: 4, epsilon: 1e-5))
    for role in [OperandRole.scale, .shift] {
      let vector = try #require(norm.operand(role))
      #expect(architecture[vector].extents == [8])
    }
    let specs = ArchitectureGraph(architecture).nodes.flatMap(\.parameters)
    #expect(specs.map(\.name) == ["w", "b"])
  }

  @Test func theNormOfASumMayBeOneNode() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 5, 8])
    sketch.input("z", [2, 5, 8])
    for name in ["w", "b", "bias"] { sketch.parameter(name, [8]) }
    sketch.node(
      "SkipLayerNormalization", ["x", "z", "w", "b", "bias"], ["y"], domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [
        .arithmetic(.add), .arithmetic(.add), .layerNorm(axis: -1, epsilon: 1e-12),
      ])
    #expect(architecture.operandNames.last?.dropFirst() == ["w", "b"])
  }

  @Test func anEmbeddingWithItsNormMayBeOneNode() throws {
    var sketch = ONNXSketch()
    sketch.input("tokens", [2, 5], type: 7)
    sketch.parameter("words", [100, 8])
    sketch.parameter("places", [12, 8])
    for name in ["w", "b"] { sketch.parameter(name, [8]) }
    sketch.node(
      "EmbedLayerNormalization", ["tokens", "", "words", "places", "", "w", "b"], ["y"],
      domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds.first == .embedding)
    #expect(architecture.kinds.last == .layerNorm(axis: -1, epsilon: 1e-12))
    #expect(architecture.outputExtents == [2, 5, 8])
  }
}

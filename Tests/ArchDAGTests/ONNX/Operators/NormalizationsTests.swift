import ArchDAG
import Testing

@Suite struct NormalizationsTests {
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

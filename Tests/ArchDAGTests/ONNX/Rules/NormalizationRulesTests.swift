import ArchDAG
import Testing

@Suite struct NormalizationRulesTests {
  @Test(
    "each norm keeps its attributes and operands",
    arguments: [
      ("LayerNormalization", ["x", "w", "b"], OperationKind.layerNorm(axis: 1, epsilon: 0.5)),
      ("GroupNormalization", ["x", "w", "b"], .groupNorm(groups: 2, epsilon: 0.5)),
      ("InstanceNormalization", ["x", "w", "b"], .groupNorm(groups: 4, epsilon: 0.5)),
      ("RMSNormalization", ["x", "w"], .rootMeanSquareNorm(axis: 1, epsilon: 0.5)),
    ])
  func norms(type: String, operands: [String], kind: OperationKind) throws {
    var sketch = ONNXSketch()
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
}

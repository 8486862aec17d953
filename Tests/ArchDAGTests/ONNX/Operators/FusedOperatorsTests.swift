import ArchDAG
import Testing

/// Operators that ONNX Runtime puts in place of several.
@Suite struct FusedOperatorsTests {
  @Test func aConvolutionMayHaveAnAdditionAndAnActivationInItsNode() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 8, 8])
    sketch.input("z", [2, 4, 8, 8])
    sketch.parameter("w", [4, 3, 1, 1])
    sketch.parameter("b", [4])
    sketch.node(
      "FusedConv", ["x", "w", "b", "z"], ["y"], ONNXSketch.attribute("activation", "Relu"),
      domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    let plain = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    #expect(
      architecture.kinds == [.convolution(plain), .arithmetic(.add), .activation(.relu)])
    #expect(architecture.operandNames[0] == ["x", "w", "b"])
  }

  @Test(
    "the bias in a GELU's node is that of the layer before it", arguments: ["BiasGelu", "FastGelu"])
  func biasedGELU(type: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", [3, 4])
    sketch.parameter("b", [4])
    sketch.node("MatMul", ["x", "w"], ["p"])
    sketch.node(type, ["p", "b"], ["y"], domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [
        .linear(.inputFirst), .activation(.gelu(isApproximate: type == "FastGelu")),
      ])
    #expect(architecture.operandNames[0] == ["x", "w", "b"])
  }
}

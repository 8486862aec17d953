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
    "a fused product is a linear layer, whose weight may be transposed and multiplied by a number",
    arguments: ["FusedMatMul", "TransposeMatMul"],
    [(0, 1), (1, 1), (0, 0.5), (1, 0.5)] as [(Int, Float)])
  func fusedProduct(type: String, form: (transposed: Int, alpha: Float)) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", form.transposed == 1 ? [4, 3] : [3, 4])
    sketch.parameter("b", [4])
    sketch.node(
      type, ["x", "w"], ["p"], ONNXSketch.attribute("transB", form.transposed),
      ONNXSketch.attribute("alpha", form.alpha), domain: "com.microsoft")
    sketch.node("Add", ["p", "b"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.unpredicted.isEmpty && graph.unknownOperators.isEmpty)
    let weight = try #require(graph.nodes.flatMap(\.parameters).first { $0.name == "w" })
    #expect(weight.outputFirstExtents == [4, 3])
    if form.alpha != 1 { #expect(weight.view?.measure == .elements(factor: 1 / form.alpha)) }
    var batches = ONNXSketch()
    batches.input("x", [2, 3, 4])
    batches.parameter("w", [2, 4, 5])
    batches.node(
      type, ["x", "w"], ["y"], ONNXSketch.attribute("transBatchA", 1), domain: "com.microsoft")
    batches.output("y")
    #expect(try batches.architecture.kinds == [.unrecognized(type: "com.microsoft::\(type)")])
  }

  @Test func aProductMayHaveItsActivationInItsNode() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", [4, 3])
    sketch.parameter("b", [4])
    sketch.node(
      "FusedGemm", ["x", "w", "b"], ["y"], ONNXSketch.attribute("transB", 1),
      ONNXSketch.attribute("activation", "LeakyRelu"),
      ONNXSketch.attribute("activation_alpha", Float(0.25)), domain: "com.microsoft")
    sketch.output("y")
    #expect(
      try sketch.architecture.kinds == [
        .linear(.outputFirst), .activation(.leakyRelu(slope: 0.25)),
      ])
  }

  @Test func aQuickGELUIsAGateOfItsOwnInput() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.node("QuickGelu", ["x"], ["y"], domain: "com.microsoft")
    sketch.output("y")
    #expect(
      try sketch.architecture.kinds == [
        .arithmetic(.multiply), .activation(.sigmoid), .arithmetic(.multiply),
      ])
  }

  @Test("the bias in the node of a norm of a sum is that of the layer before it")
  func skippedNorm() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 5, 4])
    sketch.parameter("w", [4, 4])
    for name in ["g", "s", "b"] { sketch.parameter(name, [4]) }
    sketch.node("MatMul", ["x", "w"], ["p"])
    sketch.node(
      "SkipLayerNormalization", ["x", "p", "g", "s", "b"], ["y"], domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds.first == .linear(.inputFirst)
        && architecture.operandNames[0] == ["x", "w", "b"])
    #expect(ArchitectureGraph(architecture).unpredicted.isEmpty)
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

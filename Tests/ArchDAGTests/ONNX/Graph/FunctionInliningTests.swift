import ArchDAG
import Testing

@Suite struct FunctionInliningTests {
  /// Two calls of a block that calls another function, with an attribute and a default.
  private func sketch() -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 8, 8])
    for name in ["a", "b"] { sketch.parameter("\(name).weight", [4, 4, 3, 3]) }
    sketch.node(
      "Block", ["x", "a.weight"], ["h"], ONNXSketch.attribute("border", [1, 1, 1, 1]),
      domain: "local")
    sketch.node("Block", ["h", "b.weight"], ["y"], domain: "local")
    sketch.output("y")
    sketch.function(
      "Block", ["in", "w", "bias"], ["out"],
      defaults: [ONNXSketch.attribute("border", [0, 0, 0, 0])]
    ) { body in
      body.node(
        "Conv", ["in", "w", "bias"], ["c"], ONNXSketch.attribute("pads", of: "border"))
      body.node(
        "Activated", ["c"], ["out"], ONNXSketch.attribute("slope", Float(0.5)), domain: "local")
    }
    sketch.function("Activated", ["c"], ["c2"]) { body in
      body.node("LeakyRelu", ["c"], ["c2"], ONNXSketch.attribute("alpha", of: "slope"))
    }
    return sketch
  }

  @Test func writesFunctionsOutWhereTheyAreCalled() throws {
    let architecture = try sketch().architecture
    func convolution(_ border: Int) -> OperationKind {
      .convolution(
        ConvolutionAttributes(
          strides: [1, 1], padding: Array(repeating: border, count: 4), dilations: [1, 1],
          groups: 1))
    }
    let activation = OperationKind.activation(.leakyRelu(slope: 0.5))
    #expect(architecture.kinds == [convolution(1), activation, convolution(0), activation])
    #expect(
      architecture.operandNames
        == [["x", "a.weight"], ["h/c"], ["h", "b.weight"], ["y/c"]])
    #expect(architecture.operations.map(\.name) == ["h/c", "h/out/c2", "y/c", "y/out/c2"])
    #expect(architecture.outputExtents == [1, 4, 6, 6])
  }

  @Test("two functions of one name are refused")
  func repeatedFunctions() throws {
    var sketch = sketch()
    sketch.functions.append(sketch.functions[0])
    #expect(throws: ArchitectureError.self) { try sketch.architecture }
  }

  @Test func aResultThatIsAnOperandIsPassedThrough() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.node("Twice", ["x"], ["a", "b"], domain: "local")
    sketch.node("Add", ["a", "b"], ["y"])
    sketch.output("y")
    sketch.function("Twice", ["v"], ["v", "r"]) { $0.node("Relu", ["v"], ["r"]) }
    #expect(
      try sketch.architecture.kinds == [.activation(.relu), .identity, .arithmetic(.add)])
  }

  @Test func anOperatorThatTheFileDoesNotDefineStaysUnknown() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1])
    sketch.node("Block", ["x"], ["y"], domain: "local")
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.unrecognized(type: "local::Block")])
  }
}

import ArchDAG
import Testing

@Suite struct UnrecognizedEffectTests {
  @Test(
    "an operator of which the attributes cannot be told is dropped by what it does",
    arguments: [
      ("Transpose", UnrecognizedEffect.movement, DroppingRule.plumbing),
      ("DepthToSpace", .movement, .plumbing), ("Mystery", .unknown, .unknown),
      ("GlobalMaxPool", .unknown, .unknown),
    ])
  func effects(type: String, effect: UnrecognizedEffect, rule: DroppingRule) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.node("Enigma", ["x"], ["of unknown rank"])
    sketch.node(type, ["of unknown rank"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds
        == [.unrecognized(type: "Enigma"), .unrecognized(type: type, effect: effect)])
    #expect(
      ArchitectureGraph.traced(architecture).trace.outcomes == [.dropped(.unknown), .dropped(rule)])
  }

  @Test(
    "an operator that is not known and reads nothing is named, where something flows on from it")
  func sources() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    let shape = ONNXSketch.attribute("shape", [4, 3])
    sketch.node("RandomNormal", [], ["unread"], shape)
    sketch.node("RandomNormal", [], ["w"], shape)
    sketch.node("Neg", ["w"], ["v"])
    sketch.node("MatMul", ["x", "v"], ["y"])
    sketch.output("y")
    #expect(
      ArchitectureGraph(try sketch.architecture).unknownOperators
        == [UnknownOperator(type: "RandomNormal", count: 1, firstOperation: "w")])
  }

  @Test(
    "a weight of a shape that nodes compute is named; one of a shape in the file is a parameter")
  func filledWeights() throws {
    for isComputed in [true, false] {
      var sketch = ONNXSketch()
      sketch.input("x", [1, 3, 8, 8])
      sketch.integers("extents", [4, 3, 1, 1])
      sketch.integers("zeros", [0, 0, 0, 0])
      if isComputed { sketch.node("Add", ["extents", "zeros"], ["shape"]) }
      sketch.node("ConstantOfShape", [isComputed ? "shape" : "extents"], ["w"])
      sketch.node("Conv", ["x", "w"], ["y"])
      sketch.output("y")
      let network = try sketch.architecture
      #expect(network.parameters.map(\.name) == (isComputed ? [] : ["w"]))
      #expect(
        ArchitectureGraph(network).unknownOperators.map(\.type)
          == (isComputed ? ["ConstantOfShape of a computed shape, as a weight"] : []))
    }
  }

  @Test("an operator that is not known is named where it computes a weight, too")
  func weights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    sketch.parameter("w", [4, 3])
    sketch.node("Enigma", ["w"], ["v"])
    sketch.node("MatMul", ["x", "v"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.unknownOperators.map(\.type) == ["Enigma"])
    #expect(graph.unpredicted.map(\.name) == ["w"])
  }

  @Test("a convolution whose weight nobody can follow costs no other layer")
  func unfollowedWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("w", [4, 3, 1, 1])
    sketch.parameter("next", [5, 4, 1, 1])
    sketch.node("Enigma", ["w"], ["v"])
    sketch.node("Conv", ["x", "v"], ["h"])
    sketch.node("Conv", ["h", "next"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv next <- 0"])
    #expect(graph.unpredicted.map(\.name) == ["w"])
    #expect(
      graph.unknownOperators.map(\.type)
        == ["Enigma", "Conv with a weight that operators compute which are not followed"])
  }

  @Test("what is not known of an operator that is known is said", arguments: [12, 13])
  func traits(version: Int) throws {
    var sketch = ONNXSketch(operatorSet: version)
    sketch.input("x", [2, 3, 4])
    sketch.node("Hardmax", ["x"], ["y"], ONNXSketch.attribute("axis", 1))
    sketch.output("y")
    let network = try sketch.architecture
    #expect(
      ArchitectureGraph(network).unknownOperators.map(\.type)
        == (version < 13 ? ["Hardmax of several axes"] : []))
  }

  @Test func aQuantizerOfUnknownFormatIsAFunctionOfEachElement() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.real("scale", 0.5)
    sketch.real("zero", 0)
    sketch.node("QuantizeLinear", ["x", "scale", "zero"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [
        .unrecognized(type: "QuantizeLinear to numbers that are not bytes", effect: .quantization)
      ])
    #expect(ArchitectureGraph.traced(architecture).trace.outcomes == [.dropped(.pointwise)])
  }
}

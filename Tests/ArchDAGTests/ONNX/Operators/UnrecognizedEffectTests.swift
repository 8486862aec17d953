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

  @Test func aQuantizerOfUnknownFormatIsAFunctionOfEachElement() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.real("scale", 0.5)
    sketch.real("zero", 0)
    sketch.node("QuantizeLinear", ["x", "scale", "zero"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [.unrecognized(type: "QuantizeLinear", effect: .quantization)])
    #expect(ArchitectureGraph.traced(architecture).trace.outcomes == [.dropped(.pointwise)])
  }
}

import ArchDAG
import Testing

@Suite struct ConstantFoldingTests {
  /// A reshape whose target is computed by nodes from the extents (2, 6, 4) of `x`.
  private func target(_ nodes: (inout ONNXSketch) -> Void) throws -> [Int]? {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 6, 4])
    for value in [0, 1, 2, 3, -1, 6] { sketch.integers("\(value)", [value]) }
    sketch.node("Shape", ["x"], ["shape"])
    nodes(&sketch)
    sketch.node("Reshape", ["x", "target"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    guard case .reshape(let extents) = architecture.kinds[0] else { return nil }
    #expect(architecture.kinds.count == 1)
    return extents
  }

  @Test func followsExtentsThroughGatherArithmeticAndConcat() throws {
    let target = try target { sketch in
      sketch.node("Gather", ["shape", "1"], ["six"])
      sketch.node("Div", ["six", "2"], ["three"])
      sketch.node("Mul", ["three", "2"], ["again"])
      sketch.node("Sub", ["again", "3"], ["difference"])
      sketch.node("Concat", ["2", "difference", "-1"], ["target"], ONNXSketch.attribute("axis", 0))
    }
    #expect(target == [2, 3, -1])
  }

  @Test func followsExtentsThroughSliceWhereAndTranspose() throws {
    let target = try target { sketch in
      sketch.node("Slice", ["shape", "0", "2", "0"], ["front"])
      sketch.node("Equal", ["front", "2"], ["isTwo"])
      sketch.node("Where", ["isTwo", "-1", "front"], ["chosen"])
      sketch.integers("grid", [1, -1])
      sketch.node("Reshape", ["chosen", "grid"], ["row"])
      sketch.node("Transpose", ["row"], ["column"], ONNXSketch.attribute("perm", [1, 0]))
      sketch.node("Reshape", ["column", "-1"], ["target"])
    }
    #expect(target == [-1, 6])
  }

  @Test(
    "a remainder has the divisor's sign, and with fmod the dividend's",
    arguments: [(-7, 3, 0, 2), (-7, 3, 1, -1), (7, -3, 0, -2), (7, -3, 1, 1), (7, 3, 1, 1)])
  func remainders(dividend: Int, divisor: Int, fmod: Int, expected: Int) throws {
    let target = try target { sketch in
      sketch.integers("dividend", [dividend])
      sketch.integers("divisor", [divisor])
      sketch.integers("three", [3])
      sketch.node("Mod", ["dividend", "divisor"], ["r"], ONNXSketch.attribute("fmod", fmod))
      // No extent is negative.
      sketch.node("Add", ["r", "three"], ["extent"])
      sketch.node("Concat", ["extent", "-1"], ["target"], ONNXSketch.attribute("axis", 0))
    }
    #expect(target == [expected + 3, -1])
  }

  @Test func copiesExtentsWhereTheTargetIsZero() throws {
    #expect(try target { $0.integers("target", [0, -1]) } == [2, -1])
  }

  @Test(
    "what overflows or divides by zero is unknown, not fatal", arguments: ["Mul", "Div", "Mod"])
  func unsafeArithmetic(type: String) throws {
    let target = try target { sketch in
      sketch.integers("large", [.min])
      sketch.node(type, ["large", type == "Mul" ? "2" : "0"], ["target"])
    }
    #expect(target == nil)
  }

  @Test func aRealScalarIsKnownToArithmetic() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.real("four", 4)
    sketch.node("Sqrt", ["four"], ["two"])
    sketch.node("Div", ["x", "two"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let constant = try #require(architecture.operations[0].inputs[1])
    #expect(architecture[constant].origin == .constant(.reals([2])))
  }

  @Test func randomNumbersAreConstantsWhateverShapedThem() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.real("half", 0.5)
    sketch.node("RandomUniformLike", ["x"], ["random"])
    sketch.node("Less", ["random", "half"], ["mask"])
    sketch.node("Cast", ["mask"], ["kept"], ONNXSketch.attribute("to", 1))
    sketch.node("Mul", ["x", "kept"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.arithmetic(.multiply)])
    let mask = try #require(architecture.operations[0].inputs[1])
    #expect(architecture[mask].origin == .constant(.unread))
    #expect(architecture[mask].extents == [1, 4])
  }

  @Test func aScaledMaskOfRandomNumbersIsDropout() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    sketch.input("like", [2, 1])
    sketch.real("kept", 0.75)
    sketch.node("RandomUniformLike", ["like"], ["random"])
    sketch.node("Less", ["random", "kept"], ["drawn"])
    sketch.node("Cast", ["drawn"], ["ones"], ONNXSketch.attribute("to", 1))
    sketch.node("Div", ["ones", "kept"], ["mask"])
    sketch.node("Mul", ["mask", "x"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.dropout(probability: 0.25)])
    let mask = try #require(architecture.operations[0].inputs[1])
    #expect(architecture[mask].extents == [2, 1])
  }
}

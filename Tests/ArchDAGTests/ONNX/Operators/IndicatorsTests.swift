import ArchDAG
import Testing

/// Their numbers are compared by ONNX's own tests, `make test-onnx`.
@Suite struct IndicatorsTests {
  @Test(
    "classes get an axis of their own where the attribute says",
    arguments: [(-1, [2, 3, 5]), (1, [2, 5, 3]), (0, [5, 2, 3]), (-3, [5, 2, 3])])
  func axes(axis: Int, extents: [Int]) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3], type: 7)
    sketch.integers("depth", [5])
    sketch.integers("values", [0, 1])
    sketch.node("OneHot", ["x", "depth", "values"], ["y"], ONNXSketch.attribute("axis", axis))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == extents)
    #expect(architecture.kinds.last == .select)
  }

  @Test("classes of which nobody knows how many there are, or too many, are not guessed")
  func unknownDepth() throws {
    for depth in [nil, -1, 1 << 40] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3], type: 7)
      if let depth { sketch.integers("depth", [depth]) } else { sketch.input("depth", [], type: 7) }
      sketch.integers("values", [0, 1])
      sketch.node("OneHot", ["x", "depth", "values"], ["y"])
      sketch.output("y")
      #expect(try sketch.architecture.kinds == [.unrecognized(type: "OneHot")])
    }
  }

  @Test("up to opset 12 a hardmax over inner axes is one over all from there on, and not known")
  func olderHardmax() throws {
    for (version, axis, isKnown) in [(11, 1, false), (11, 2, true), (13, 1, true)] {
      var sketch = ONNXSketch(operatorSet: version)
      sketch.input("x", [2, 3, 4])
      sketch.node("Hardmax", ["x"], ["y"], ONNXSketch.attribute("axis", axis))
      sketch.output("y")
      let kinds = try sketch.architecture.kinds
      #expect((kinds == [.unrecognized(type: "Hardmax of several axes")]) != isKnown)
    }
  }
}

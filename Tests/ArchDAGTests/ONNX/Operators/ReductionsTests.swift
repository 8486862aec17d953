import ArchDAG
import Testing

@Suite struct ReductionsTests {
  @Test("a cumulative sum keeps its axis and its attributes, and is no node of the graph")
  func cumulativeSum() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 4])
    sketch.integers("axis", [-1])
    sketch.node(
      "CumSum", ["x", "axis"], ["y"], ONNXSketch.attribute("exclusive", 1),
      ONNXSketch.attribute("reverse", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [.cumulativeSum(axis: -1, isExclusive: true, isReversed: true)])
    #expect(architecture.outputExtents == [2, 3, 4])
    #expect(ArchitectureGraph(architecture).nodes.map(\.primitive) == [.input])
  }

  @Test func anAxisThatIsFedIsNotGuessed() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 4])
    sketch.input("axis", [], type: 7)
    sketch.node("CumSum", ["x", "axis"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.unrecognized(type: "CumSum")])
    #expect(architecture.outputExtents == [2, 3, 4])
  }
}

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

  @Test("the largest elements and their places are the results of one operation")
  func topElements() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 9])
    sketch.integers("k", [4])
    sketch.node("TopK", ["x", "k"], ["values", "places"], ONNXSketch.attribute("largest", 0))
    sketch.node("Cast", ["places"], ["reals"], ONNXSketch.attribute("to", 1))
    sketch.node("Add", ["values", "reals"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds[0] == .topElements(axis: -1, count: 4, isLargest: false))
    #expect(architecture.outputExtents == [2, 4])
    #expect(ArchitectureGraph(architecture).unknownOperators.isEmpty)
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

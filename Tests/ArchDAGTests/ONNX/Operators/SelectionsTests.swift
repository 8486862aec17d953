import ArchDAG
import Testing

@Suite struct SelectionsTests {
  @Test(
    "a slice keeps what its ends and step say",
    arguments: [
      (start: 0, end: Int.max, step: 1, count: 7), (start: -3, end: .max, step: 1, count: 3),
      (start: 1, end: -1, step: 2, count: 3), (start: -1, end: .min, step: -1, count: 7),
      (start: 5, end: 2, step: -2, count: 2), (start: 9, end: 12, step: 1, count: 0),
      (start: .min, end: .max, step: .max, count: 1),
    ])
  func slices(start: Int, end: Int, step: Int, count: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 7])
    for (name, value) in [("start", start), ("end", end), ("axis", 1), ("step", step)] {
      sketch.integers(name, [value])
    }
    sketch.node("Slice", ["x", "start", "end", "axis", "step"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.outputExtents == [2, count])
  }

  @Test("parts that nothing reads count among equal ones", arguments: ["rest", ""])
  func unreadParts(name: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 8])
    sketch.node("Split", ["x"], ["first", name], ONNXSketch.attribute("axis", 1))
    sketch.node("Relu", ["first"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.outputExtents == [2, 4])
    var weights = ONNXSketch()
    weights.input("x", [2, 3])
    weights.parameter("w", [8, 3])
    weights.node("Split", ["w"], ["first", name])
    weights.node("Gemm", ["x", "first"], ["y"], ONNXSketch.attribute("transB", 1))
    weights.output("y")
    #expect(try weights.architecture.outputExtents == [2, 4])
  }

  @Test func partsOfASequenceAreResultsOfASplit() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 10])
    sketch.integers("zero", [0])
    sketch.tensor("size", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(4)))
    sketch.integers("last", [-1])
    sketch.node("SplitToSequence", ["x", "size"], ["s"], ONNXSketch.attribute("axis", 1))
    sketch.node("SequenceAt", ["s", "zero"], ["a"])
    sketch.node("SequenceAt", ["s", "last"], ["b"])
    sketch.node("Concat", ["b", "a"], ["y"], ONNXSketch.attribute("axis", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [.split(axis: 1, extents: [4, 4, 2]), .concatenation(axis: 1)])
    #expect(architecture.operandNames[1] == ["s.2", "s.0"])
    #expect(architecture.outputExtents == [2, 6])
  }

  @Test("tensors are put into a sequence, taken out, counted, and stacked")
  func sequences() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    for (name, value) in [("zero", 0), ("last", -1), ("first", -3)] {
      sketch.tensor(name, [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(value)))
    }
    sketch.node("Relu", ["x"], ["a"])
    sketch.node("Neg", ["x"], ["b"])
    sketch.node("SequenceEmpty", [], ["none"])
    sketch.node("SequenceInsert", ["none", "x"], ["one"])
    // Behind all, and before what is counted from the end.
    sketch.node("SequenceInsert", ["one", "a"], ["two"])
    sketch.node("SequenceInsert", ["two", "b", "last"], ["three"])
    sketch.node("SequenceErase", ["three", "zero"], ["rest"])
    sketch.node("ConcatFromSequence", ["rest"], ["s"], ONNXSketch.attribute("new_axis", 1))
    sketch.node("SequenceLength", ["three"], ["count"])
    sketch.node("Gather", ["s", "zero"], ["g"])
    sketch.node("SequenceAt", ["three", "first"], ["again"])
    sketch.node("Add", ["g", "again"], ["h"])
    sketch.node("Cast", ["count"], ["number"], ONNXSketch.attribute("to", 1))
    sketch.node("Mul", ["h", "number"], ["y"])
    sketch.output("y")
    sketch.output("s")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == [2, 3])
    #expect(architecture[architecture.outputs[1]].extents == [2, 2, 3])
    let join = try #require(
      architecture.operations.firstIndex { $0.kind == .concatenation(axis: 0) })
    #expect(architecture.kinds[join - 2..<join] == [.unsqueeze(axes: [0]), .unsqueeze(axes: [0])])
    #expect(architecture.operandNames[join - 2] == ["b"])
    #expect(architecture.operandNames[join - 1] == ["a"])
    let sum = try #require(architecture.operations.firstIndex { $0.kind == .arithmetic(.add) })
    #expect(architecture.operandNames[sum].last == "x")
  }

  @Test("what a sequence does not have is refused")
  func beyondSequences() throws {
    for (type, operands) in [
      ("SequenceAt", ["one", "two"]), ("SequenceErase", ["none"]),
      ("SequenceErase", ["one", "two"]),
      ("SequenceInsert", ["one", "x", "two"]), ("ConcatFromSequence", ["none"]),
    ] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3])
      sketch.tensor("two", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(2)))
      sketch.node("SequenceEmpty", [], ["none"])
      sketch.node("SequenceConstruct", ["x"], ["one"])
      sketch.node(type, operands, ["y"])
      sketch.node("Relu", ["x"], ["z"])
      sketch.output("z")
      #expect(throws: ArchitectureError.self, "\(type) \(operands)") { try sketch.architecture }
    }
  }

  @Test func unknownOperatorsStayWithAllTheirOperandsAndResults() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 10])
    sketch.parameter("w", [10])
    sketch.node("Mystery", ["x", "w"], ["a", "b"])
    sketch.node("Add", ["a", "b"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.unrecognized(type: "Mystery"), .arithmetic(.add)])
    #expect(architecture.operandNames == [["x", "w"], ["a", "b"]])
  }

  @Test func dropsWhatNoOutputNeedsAndListsItsParameters() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 10])
    sketch.parameter("w", [10])
    sketch.node("Add", ["x", "w"], ["unused"])
    sketch.node("Relu", ["x"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.activation(.relu)])
    #expect(architecture.parameters.map(\.name) == ["w"])
  }

  @Test func rowsPickedOneByOneAreAGather() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [3, 2])
    sketch.parameter("table", [9, 2])
    sketch.tensor(
      "rows", [3, 1], type: 7, extra: ONNXSketch.field(9, [4, 0, 8].flatMap(ONNXSketch.word)))
    sketch.node("GatherND", ["table", "rows"], ["picked"])
    sketch.node("Add", ["x", "picked"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.gather(axis: 0), .arithmetic(.add)])
    let indices = try #require(architecture.operations[0].inputs[1])
    #expect(architecture[indices].origin == .constant(.integers([4, 0, 8])))
    #expect(architecture[indices].extents == [3])
  }
}

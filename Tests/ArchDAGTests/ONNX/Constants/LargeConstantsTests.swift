import ArchDAG
import Testing

/// Constants of more numbers than are computed with: their numbers are read where a network needs them.
@Suite struct LargeConstantsTests {
  private static let extents = [80, 90]

  /// Truth values, each 1 where its place is a multiple of 7.
  private static let truths = (0..<7200).map { UInt8($0 % 7 == 0 ? 1 : 0) }

  /// The constant that a choice between what flows and what flows looks at, after some nodes.
  private func condition(
    isInNode: Bool, _ nodes: (inout ONNXSketch, String) -> String
  ) throws -> Value {
    var sketch = ONNXSketch()
    sketch.input("x", [80, 90])
    if isInNode {
      let tensor =
        Self.extents.flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 9)
        + ONNXSketch.field(9, Self.truths)
      sketch.node(
        "Constant", [], ["mask"],
        ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor) + ONNXSketch.number(20, 4))
    } else {
      sketch.tensor("mask", Self.extents, type: 9, extra: ONNXSketch.field(9, Self.truths))
    }
    sketch.node("Relu", ["x"], ["r"])
    sketch.node("Where", [nodes(&sketch, "mask"), "x", "r"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let choice = try #require(architecture.operations.last)
    return architecture[try #require(choice.inputs[0])]
  }

  @Test("masks are read, wherever the file holds them", arguments: [false, true])
  func masks(isInNode: Bool) throws {
    let mask = try condition(isInNode: isInNode) { _, name in name }
    #expect(mask.origin == .constant(.integers(Self.truths.map(Int.init))))
    #expect(mask.extents == [80, 90])
  }

  @Test("masks are read behind what keeps their numbers", arguments: [false, true])
  func movedMasks(isInNode: Bool) throws {
    let mask = try condition(isInNode: isInNode) { sketch, name in
      sketch.node("Identity", [name], ["copy"])
      sketch.integers("front", [0])
      sketch.node("Unsqueeze", ["copy", "front"], ["moved"])
      return "moved"
    }
    #expect(mask.origin == .constant(.integers(Self.truths.map(Int.init))))
    #expect(mask.extents == [1, 80, 90])
  }

  @Test("masks that nodes compute of others are computed where a network reads them")
  func changedMasks() throws {
    let mask = try condition(isInNode: false) { sketch, name in
      sketch.node("Not", [name], ["other"])
      sketch.node("Cast", ["other"], ["numbers"], ONNXSketch.attribute("to", 7))
      sketch.integers("two", [2])
      sketch.node("Mul", ["numbers", "two"], ["doubled"])
      return "doubled"
    }
    #expect(mask.origin == .constant(.integers(Self.truths.map { 2 - 2 * Int($0) })))
  }

  @Test("a mask of places that exporters compute is known, whatever the number of tokens")
  func computedMasks() throws {
    let mask = try condition(isInNode: false) { sketch, _ in
      for (name, value) in [("zero", 0), ("rows", 80), ("columns", 90), ("one", 1)] {
        sketch.tensor(name, [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(value)))
      }
      sketch.integers("last", [1])
      sketch.node("Range", ["zero", "rows", "one"], ["row"])
      sketch.node("Range", ["zero", "columns", "one"], ["column"])
      sketch.node("Unsqueeze", ["row", "last"], ["standing"])
      sketch.node("LessOrEqual", ["column", "standing"], ["seen"])
      return "seen"
    }
    let expected = (0..<80).flatMap { row in (0..<90).map { $0 <= row ? 1 : 0 } }
    #expect(mask.origin == .constant(.integers(expected)))
  }

  @Test("one side of a diagonal is cut out of constants", arguments: [-1, 0, 2], [0, 1])
  func triangles(diagonal: Int, upper: Int) throws {
    let mask = try condition(isInNode: false) { sketch, name in
      sketch.tensor("k", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(diagonal)))
      sketch.node("Trilu", [name, "k"], ["part"], ONNXSketch.attribute("upper", upper))
      return "part"
    }
    let expected = (0..<7200).map { place in
      let distance = place % 90 - place / 90 - diagonal
      return (upper == 1 ? distance >= 0 : distance <= 0) ? Int(Self.truths[place]) : 0
    }
    #expect(mask.origin == .constant(.integers(expected)))
  }

  @Test("a mask of more numbers than are computed keeps its extents alone")
  func hugeMasks() throws {
    var sketch = ONNXSketch(operatorSet: 23)
    sketch.input("x", [1, 6000, 4])
    sketch.node(
      "Attention", ["x", "x", "x"], ["y"], ONNXSketch.attribute("q_num_heads", 1),
      ONNXSketch.attribute("kv_num_heads", 1), ONNXSketch.attribute("is_causal", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    let masks = architecture.values.filter { $0.extents == [6000, 6000] && $0.origin != .result }
    #expect(masks.map(\.origin) == [.constant(.unread)])
  }

  @Test("a chain of constants that doubles is computed once each")
  func chains() throws {
    let mask = try condition(isInNode: false) { sketch, name in
      sketch.node("Cast", [name], ["n0"], ONNXSketch.attribute("to", 7))
      for step in 0..<8 { sketch.node("Add", ["n\(step)", "n\(step)"], ["n\(step + 1)"]) }
      return "n8"
    }
    #expect(mask.origin == .constant(.integers(Self.truths.map { Int($0) << 8 })))
  }

  @Test("a constant with fewer numbers than its extents say is refused")
  func shortMasks() {
    var sketch = ONNXSketch()
    sketch.input("x", [80, 90])
    sketch.tensor(
      "mask", [80, 90], type: 9, extra: ONNXSketch.field(9, Array(Self.truths.dropLast())))
    sketch.node("Where", ["mask", "x", "x"], ["y"])
    sketch.output("y")
    #expect(throws: ArchitectureError.self) { try sketch.architecture }
  }
}

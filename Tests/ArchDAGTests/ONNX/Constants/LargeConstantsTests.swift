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

  @Test("numbers that a node changes are not those of the file")
  func changedMasks() throws {
    let mask = try condition(isInNode: false) { sketch, name in
      sketch.node("Not", [name], ["other"])
      return "other"
    }
    #expect(mask.origin == .constant(.unread))
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

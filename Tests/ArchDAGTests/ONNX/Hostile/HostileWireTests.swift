import ArchDAG
import FileBytes
import Foundation
import TestSupport
import Testing

/// Bytes that are no ONNX model.
@Suite struct HostileWireTests {
  private func refuses(
    _ bytes: [UInt8], location: SourceLocation = #_sourceLocation,
    where matches: (ArchitectureError) -> Bool
  ) {
    do {
      _ = try Architecture(onnx: bytes, name: "hostile")
      Issue.record("was read", sourceLocation: location)
    } catch {
      #expect(matches(error), "\(error)", sourceLocation: location)
    }
  }

  private func isMalformed(_ error: ArchitectureError) -> Bool {
    if case .malformed = error { true } else { false }
  }

  private func isTooLarge(_ error: ArchitectureError) -> Bool {
    if case .tooLarge = error { true } else { false }
  }

  @Test("numbers longer than 64 bits are refused")
  func longNumbers() {
    refuses([0x08] + Array(repeating: 0xFF, count: 10) + [0x01], where: isMalformed)
    refuses([0x08] + Array(repeating: 0x80, count: 9) + [0x02], where: isMalformed)
    refuses([0x08, 0x80], where: isMalformed)
  }

  @Test("a length beyond the surrounding message is refused", arguments: [1, 5, 1 << 40, -1])
  func longLengths(excess: Int) {
    let graph = ONNXSketch.field(1, ONNXSketch.field(4, "Relu"))
    refuses(
      ONNXSketch.varint(7 << 3 | 2) + ONNXSketch.varint(graph.count &+ excess) + graph,
      where: isMalformed)
    refuses(
      ONNXSketch.field(7, ONNXSketch.varint(1 << 3 | 2) + ONNXSketch.varint(excess)),
      where: isMalformed)
  }

  @Test("groups, unknown wire types and field 0 are refused", arguments: [3, 4, 6, 7])
  func wireTypes(type: Int) {
    refuses([UInt8(1 << 3 | type)], where: isMalformed)
    refuses(ONNXSketch.field(7, [UInt8(1 << 3 | type)]), where: isMalformed)
    refuses(ONNXSketch.number(0, 1), where: isMalformed)
  }

  @Test func refusesSubgraphsWithinSubgraphsWithoutEnd() {
    var node = ONNXSketch.field(4, "If")
    for _ in 0..<2000 {
      let attribute = ONNXSketch.field(6, ONNXSketch.field(1, node))
      node = ONNXSketch.field(4, "If") + ONNXSketch.field(5, attribute)
    }
    refuses(ONNXSketch.field(7, ONNXSketch.field(1, node)), where: isTooLarge)
  }

  @Test func doesNotEnterSubgraphs() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3])
    let body = ONNXSketch.field(1, "then") + ONNXSketch.field(6, ONNXSketch.field(2, "body"))
    sketch.node("If", ["x"], ["y"], body + ONNXSketch.number(20, 5))
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.unrecognized(type: "If")])
  }

  @Test("files without a graph are refused", arguments: [[], [0x08, 0x08], Array("version".utf8)])
  func noGraph(bytes: [UInt8]) {
    refuses(bytes, where: isMalformed)
  }

  @Test func refusesNamesThatAreNoText() {
    refuses(
      ONNXSketch.field(7, ONNXSketch.field(1, ONNXSketch.field(1, [0xFF, 0xFE]))),
      where: isMalformed)
    refuses(
      ONNXSketch.field(7, ONNXSketch.field(1, ONNXSketch.field(1, [0x61, 0x00, 0x62]))),
      where: isMalformed)
  }

  @Test func readsAModelOfMoreThanTwoGibibytesWithoutTouchingItsWeights() throws {
    let count = 5 << 29
    var sketch = ONNXSketch()
    sketch.input("x", [1, 1 << 10])
    sketch.node("MatMul", ["x", "w"], ["y"])
    sketch.output("y")
    let graph =
      sketch.inputs.flatMap { ONNXSketch.field(11, $0) }
      + sketch.nodes.flatMap { ONNXSketch.field(1, $0) }
      + sketch.outputs.flatMap { ONNXSketch.field(12, $0) }
    let columns = count / 4 / (1 << 10)
    let tensor =
      ONNXSketch.number(1, 1 << 10) + ONNXSketch.number(1, columns) + ONNXSketch.number(2, 1)
      + ONNXSketch.field(8, "w") + ONNXSketch.varint(9 << 3 | 2) + ONNXSketch.varint(count)
    let initializer =
      ONNXSketch.varint(5 << 3 | 2) + ONNXSketch.varint(tensor.count + count) + tensor
    let length = graph.count + initializer.count + count
    let head = ONNXSketch.varint(7 << 3 | 2) + ONNXSketch.varint(length) + graph + initializer
    // The weights are a hole in a sparse file, at the very end.
    let folder = try TemporaryDirectory()
    let path = try folder.file("sparse.onnx", holding: head)
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.truncate(atOffset: UInt64(head.count + count))
    try handle.close()
    let architecture = try Architecture(onnx: MappedFile(path: path))
    #expect(architecture.kinds == [.linear(.inputFirst)])
    #expect(architecture.outputExtents == [1, columns])
  }
}

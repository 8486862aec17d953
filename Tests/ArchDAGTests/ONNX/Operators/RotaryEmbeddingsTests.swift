import ArchDAG
import Testing

@Suite struct RotaryEmbeddingsTests {
  private func network(
    _ extents: [Int?], tables: [Int], positions: [Int]?, _ attributes: [UInt8]...
  ) throws -> Architecture {
    var sketch = ONNXSketch(operatorSet: 23)
    sketch.input("x", extents)
    var operands = ["x", "cosines", "sines"]
    for name in operands.dropFirst() { sketch.input(name, tables) }
    if let positions {
      sketch.input("positions", positions, type: 7)
      operands.append("positions")
    }
    sketch.node("RotaryEmbedding", operands, ["y"])
    sketch.nodes[0] += attributes.flatMap { ONNXSketch.field(5, $0) }
    sketch.output("y")
    return try sketch.architecture
  }

  @Test("heads side by side are divided and put together again")
  func joinedHeads() throws {
    let architecture = try network(
      [2, 5, 24], tables: [9, 4], positions: [2, 5], ONNXSketch.attribute("num_heads", 3))
    #expect(architecture.kinds.first == .reshape(extents: [-1, 5, 3, 8]))
    #expect(architecture.kinds.last == .reshape(extents: [-1, 5, 24]))
    #expect(architecture.outputExtents == [2, 5, 24])
  }

  @Test("pairs are neighbors, or the two halves")
  func pairs() throws {
    func places(_ isInterleaved: Int) throws -> [[Int]] {
      let architecture = try network(
        [2, 3, 5, 4], tables: [2, 5, 2], positions: nil,
        ONNXSketch.attribute("interleaved", isInterleaved))
      return architecture.operations.compactMap { operation in
        guard operation.kind == .gather(axis: -1),
          case .constant(.integers(let places))? = operation.inputs[1].map({
            architecture[$0].origin
          })
        else { return nil }
        return places
      }
    }
    #expect(Set(try places(0)) == [[0, 1, 0, 1], [2, 3, 0, 1]])
    #expect(Set(try places(1)) == [[0, 0, 1, 1], [1, 0, 3, 2]])
  }

  @Test(
    "extents that leave heads or pairs open are not guessed",
    arguments: [
      ([2, 5, 24], [9, 5], 5), ([2, 5], [9, 4], 3), ([2, nil, 24], [9, 4], 3),
      ([2, 5, 6], [9, 4], 0),
    ] as [([Int?], [Int], Int)])
  func misfits(extents: [Int?], tables: [Int], heads: Int) throws {
    let architecture = try network(
      extents, tables: tables, positions: [2, 5], ONNXSketch.attribute("num_heads", heads))
    #expect(architecture.kinds == [.unrecognized(type: "RotaryEmbedding")])
  }
}

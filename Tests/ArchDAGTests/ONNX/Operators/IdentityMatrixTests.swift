import ArchDAG
import Testing

@Suite struct IdentityMatrixTests {
  @Test(
    "a matrix of ones along a diagonal is known, however large",
    arguments: [(2, 3, 0), (3, 3, 1), (3, 2, -1), (2, 2, 5), (80, 70, 2), (1, 1, 0)])
  func diagonals(rows: Int, columns: Int, diagonal: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [rows, columns])
    sketch.node("EyeLike", ["x"], ["eye"], ONNXSketch.attribute("k", diagonal))
    sketch.node("Add", ["x", "eye"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    var expected = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows where 0..<columns ~= row + diagonal {
      expected[row * columns + row + diagonal] = 1
    }
    let eye = architecture.values.first { $0.name == "eye" }
    #expect(eye?.origin == .constant(.reals(expected)))
  }
}

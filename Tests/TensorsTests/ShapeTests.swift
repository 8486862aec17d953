import Tensors
import Testing

@Suite struct ShapeTests {
  @Test(
    "the count is the product of the extents",
    arguments: [([], 1), ([3], 3), ([2, 3, 4], 24), ([5, 0, 7], 0)])
  func count(extents: [Int], expected: Int) {
    #expect(Shape(extents).count == expected)
  }

  @Test(
    "extents from a file that are negative or overflow give no shape",
    arguments: [[-1], [2, -3], [Int.max, 2], [1 << 32, 1 << 32], [Int.max, 0, 2]])
  func refusesUnsoundExtents(extents: [Int]) {
    #expect(Shape(checking: extents) == nil)
  }

  @Test func describesItselfAsATuple() {
    #expect("\(Shape([64, 3, 7, 7]))" == "(64, 3, 7, 7)")
  }
}

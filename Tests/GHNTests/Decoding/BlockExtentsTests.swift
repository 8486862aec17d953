import GHN
import Testing

@Suite struct BlockExtentsTests {
  private let largest = GHNConfiguration.BlockExtents(
    outputs: 64, inputs: 64, height: 11, width: 11)

  @Test(
    "channel counts are rounded up to ones that more layers share",
    arguments: [
      (1, 1), (2, 2), (3, 4), (6, 8), (7, 7), (9, 12), (10, 10), (16, 16), (21, 28), (24, 64),
      (31, 31), (32, 64), (48, 64), (64, 64), (65, 64), (2048, 64), (0, 0),
    ])
  func rounding(count: Int, block: Int) {
    let extents = largest.block(for: [count, count, 3, 20])
    #expect(extents == .init(outputs: block, inputs: block, height: 3, width: 11))
  }

  @Test("a block is never smaller than what the parameter needs", arguments: 1...100)
  func sufficient(count: Int) {
    #expect(largest.block(for: [count, 1, 1, 1]).outputs >= min(count, 64))
  }

  @Test func missingAxesCountAsOne() {
    #expect(largest.block(for: [5]) == .init(outputs: 5, inputs: 1, height: 1, width: 1))
  }
}

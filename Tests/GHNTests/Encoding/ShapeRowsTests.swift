import GHN
import Testing

@Suite struct ShapeRowsTests {
  private let rows = ShapeRows(.ghn2(classCount: 10))
  private let largeRows = ShapeRows(.ghn2(classCount: 1000, largestKernel: 16))

  @Test func theTablesHaveThePublishedLengths() {
    #expect(rows.channelCounts.count == 391)
    #expect(largeRows.channelCounts.count == 391)
    #expect(rows.spatialExtents == [1, 3, 5, 7, 9, 11, 14, 16])
    #expect(largeRows.spatialExtents == [1, 3, 5, 7, 9, 11, 13, 14, 15, 16])
  }

  @Test(
    "a channel count uses the row of the nearest one, the smaller of two",
    arguments: [
      (1, 1), (2, 1), (3, 3), (4, 8), (5, 8), (7, 8), (8, 8), (9, 8), (11, 10), (12, 10), (14, 16),
      (20, 16), (21, 24), (60, 56), (61, 64), (72, 64), (73, 80), (4088, 4080), (4089, 4096),
      (8192, 8192), (100_000, 8192), (0, 1),
    ])
  func channels(count: Int, used: Int) {
    #expect(rows.channelCounts[rows.channelRow(count)] == used)
  }

  @Test(
    "a kernel extent uses the row of the nearest one, the smaller of two, but 2 that of 3",
    arguments: [
      (1, 1), (2, 3), (3, 3), (4, 3), (6, 5), (8, 7), (10, 9), (12, 11), (13, 14), (15, 14),
      (16, 16), (31, 16),
    ])
  func spatial(extent: Int, used: Int) {
    #expect(rows.spatialExtents[rows.spatialRow(extent)] == used)
  }

  @Test func aLargerModelHasRowsOfItsOwnFor13And15() {
    #expect(largeRows.spatialExtents[largeRows.spatialRow(13)] == 13)
    #expect(largeRows.spatialExtents[largeRows.spatialRow(15)] == 15)
    #expect(largeRows.spatialExtents[largeRows.spatialRow(12)] == 11)
  }

  @Test func nodesWithoutShapeUseTheLastRows() {
    #expect(rows.rows(for: nil) == .init(output: 391, input: 391, height: 8, width: 8))
  }

  @Test func missingAxesCountAsOne() {
    #expect(rows.rows(for: [64]) == rows.rows(for: [64, 1, 1, 1]))
  }
}

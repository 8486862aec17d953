import FineTuning
import ImageData
import Testing
import TinyNetworks

@Suite struct YardsticksTests {
  @Test func tellsWhatPixelsAloneReach() throws {
    let yardsticks = try Yardsticks(
      on: tinyImages(), limit: 30, learningFrom: tinyImages(count: 48))
    #expect(abs(yardsticks.chance - 100.0 / 3) < 0.01)
    // The three kinds of images differ in their means by far more than by their noise.
    #expect(yardsticks.nearestCentroid == 100)
    #expect(yardsticks.logisticRegression > 60)
  }
}

import Pictures
import Testing

@Suite struct ScatterPlotTests {
  @Test("every finite pair is a dot between the axes, and names are no markup")
  func dots() throws {
    let plot = ScatterPlot(
      title: "a < b", x: "score", y: "truth",
      points: [(0, 0), (1, 2), (.infinity, 1), (0.5, 1)])
    #expect(plot.svg.contains("a &lt; b"))
    let dots = plot.svg.matches(of: /<circle cx="([0-9.]+)" cy="([0-9.]+)"/)
    #expect(dots.map { String($0.1) } == ["70.0", "620.0", "345.0"])
    #expect(dots.map { String($0.2) } == ["420.0", "40.0", "230.0"])
  }
}

import Foundation
import Testing
import TinyNetworks
import TrainingLog

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct TrainingCurveTests {
  private func entries(count: Int) -> [LogEntry] {
    (0..<count).map { index in
      let loss = 2 - Double(index) / 100
      var entry = LogEntry(
        step: 20 * (index + 1), seconds: 1, loss: loss, top1: Double(index), learningRate: 1,
        stepsPerMinute: 1, skipped: 0)
      if index % 10 == 9 { entry.validationTop1 = Double(index) }
      return entry
    }
  }

  @Test("is sound XML with a point for each entry", arguments: [0, 1, 2, 60])
  func isXML(count: Int) throws {
    let svg = TrainingCurve(entries(count: count), title: "a < b & c").svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(svg.components(separatedBy: "<polyline").count - 1 == 4)
    // One of them explains the others.
    let dots = count / 10 == 0 ? 0 : count / 10 + 1
    #expect(svg.components(separatedBy: "<circle").count - 1 == dots)
    #expect(svg.contains("validation<") == (dots > 0))
    #expect(svg.contains("each entry of the log") && svg.contains("mean over a while"))
  }

  @Test func labelsRoundNumbers() {
    let svg = TrainingCurve(entries(count: 60), title: "").svg
    for label in ["1000", "1.5", "50", "20"] { #expect(svg.contains(">\(label)</text>")) }
    #expect(svg.components(separatedBy: "#ddd").count - 1 <= 2 * 11)
  }

  @Test func theThickLineFollowsTheThinOne() throws {
    // A straight line's means are the line itself.
    let svg = TrainingCurve(entries(count: 240), title: "").svg
    let lines = svg.components(separatedBy: "points=\"").dropFirst().map {
      $0.prefix { $0 != "\"" }.split(separator: " ").map {
        $0.split(separator: ",").compactMap { Double($0) }
      }
    }
    try #require(lines.count == 4)
    for (thin, thick) in [(lines[0], lines[1]), (lines[2], lines[3])] {
      #expect(
        zip(thin, thick).allSatisfy { abs($0[0] - $1[0]) < 0.11 && abs($0[1] - $1[1]) < 0.11 })
    }
  }
}

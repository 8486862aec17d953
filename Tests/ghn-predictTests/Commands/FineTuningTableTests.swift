import Foundation
import Testing

@Suite struct FineTuningTableTests {
  private struct Report: Decodable {
    struct Summary: Decodable {
      let `init`: String
      let mean: Double
      let standardError: Double
    }
    struct Comparison: Decodable {
      let `init`: String
      let other: String
      let above: Int
      let of: Int
    }
    let ghn: String
    let failures: [[String: String]]
    let summaries: [Summary]
    let comparisons: [Comparison]
  }

  @Test("the table of fine-tuned networks is that of the committed results")
  func table() throws {
    func contents(_ path: String) throws -> Data {
      try Data(contentsOf: packageRoot.appendingPathComponent(path))
    }
    let text = String(decoding: try contents("docs/training.md"), as: UTF8.self)
    let report = try JSONDecoder().decode(
      Report.self, from: contents("Models/ghn2-fashion-mnist.fine-tuning.json"))
    #expect(report.ghn == "ghn2-fashion-mnist")
    #expect(report.failures.isEmpty)
    #expect(report.summaries.count == 4)
    #expect(report.comparisons.count == 3)
    for summary in report.summaries {
      let row = String(
        format: "| `%@` | %.1f ± %.1f |", summary.`init`, summary.mean, summary.standardError)
      #expect(text.contains("\n\(row)\n"), "\(row)")
    }
    for comparison in report.comparisons {
      let words = "above `\(comparison.other)` on \(comparison.above) of \(comparison.of)"
      #expect(text.contains(words), "\(words)")
    }
  }
}

import Foundation
import Testing

@Suite struct AccuracyTableTests {
  private struct Report: Decodable {
    struct Result: Decodable {
      let architecture: String
      let top1: Double
    }
    struct Summary: Decodable {
      let architectures: String?
      let mean: Double
      let standardError: Double
      let best: Double
    }
    let ghn: String
    let images: Int
    let results: [Result]
    let summaries: [Summary]
  }

  @Test(
    "the tables of accuracies are those of the committed results",
    arguments: ["README.md", "Models/README.md"])
  func tables(file: String) throws {
    func contents(_ path: String) throws -> Data {
      try Data(contentsOf: packageRoot.appendingPathComponent(path))
    }
    let report = try JSONDecoder().decode(
      Report.self, from: contents("Models/ghn2-fashion-mnist.accuracy.json"))
    #expect(report.ghn == "ghn2-fashion-mnist")
    #expect(report.images == 1000)
    let text = String(decoding: try contents(file), as: UTF8.self)
    #expect(report.summaries.count == 5)
    for summary in report.summaries {
      let split = try #require(summary.architectures)
      let row = String(
        format: "%.1f %% ± %.1f (best %.1f)", summary.mean, summary.standardError, summary.best)
      let isShown = text.split(separator: "\n").contains {
        $0.hasPrefix("|") && $0.contains("`\(split)`") && $0.contains(row)
      }
      #expect(isShown, "\(split): \(row)")
    }
    for result in report.results where result.architecture.hasSuffix(".onnx") {
      let row = String(format: "| %.1f %% |", result.top1)
      let isShown = text.split(separator: "\n").contains {
        $0.contains("`\(result.architecture)`") && $0.hasSuffix(row)
      }
      #expect(isShown, "\(result.architecture): \(row)")
    }
  }
}

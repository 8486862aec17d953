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

  /// What the report of one split says of all its networks.
  private struct Mean: Decodable {
    let mean: Double
    let standardError: Double
  }

  /// The cells of a table's row, without the bars.
  private func cells(of line: Substring) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test(
    "the tables of accuracies are those of the committed results",
    arguments: ["README.md", "Models/README.md"], ["ghn-image-small", "ghn2-fashion-mnist"])
  func tables(file: String, model: String) throws {
    func contents(_ path: String) throws -> Data {
      try Data(contentsOf: packageRoot.appendingPathComponent(path))
    }
    let report = try JSONDecoder().decode(
      Report.self, from: contents("Models/\(model).accuracy.json"))
    #expect(report.ghn == model)
    #expect(report.images == 1000)
    let rows = String(decoding: try contents(file), as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("|") }
    let header = try #require(rows.first { $0.contains("`\(model)`") })
    let column = try #require(cells(of: header).firstIndex { $0.contains("`\(model)`") })
    func cell(of name: String) throws -> String {
      let row = try #require(rows.first { $0.contains("`\(name)`") }, "\(name)")
      return try #require(cells(of: row).dropFirst(column).first, "\(name)")
    }
    let splits = report.summaries.filter { $0.architectures?.contains(",") == false }
    if splits.contains(where: { $0.architectures == "families-uneven-test" }) {
      #expect(splits.count == 7)
    } else {
      // Evaluated by itself, later than the others.
      #expect(splits.count == 6)
      let uneven = try JSONDecoder().decode(
        Mean.self, from: contents("Models/\(model).uneven.accuracy.json"))
      #expect(
        try cell(of: "families-uneven-test")
          == String(format: "%.1f ± %.1f", uneven.mean, uneven.standardError))
    }
    for summary in report.summaries {
      let split = try #require(summary.architectures)
      guard !split.contains(",") else { continue }
      let text = String(format: "%.1f ± %.1f", summary.mean, summary.standardError)
      #expect(try cell(of: split) == text, "\(split)")
    }
    let named = report.results.filter { $0.architecture.hasSuffix(".onnx") }
    #expect(named.count == 10)
    for result in named {
      #expect(
        try cell(of: result.architecture) == String(format: "%.1f", result.top1),
        "\(result.architecture)")
    }
  }
}

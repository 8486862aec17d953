import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct FitTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  struct Report: Decodable {
    struct Result: Decodable {
      let `init`: String
      let top1: Double
    }
    struct Yardsticks: Decodable {
      let chance, nearestCentroid, logisticRegression: Double
    }
    let fittedImages: Int
    let yardsticks: Yardsticks
    let results: [Result]
  }

  @Test("the class layer is fitted, and the same from random weights stands beside it")
  func fitting() throws {
    let words = [
      tinyNetwork, "--data", digits, "--images", "300", "--limit", "120", "--json", "-o",
      "fitted.safetensors",
    ]
    let run = try CommandRun(["fit"] + words, in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.standardOutput.utf8))
    #expect(report.fittedImages == 300)
    #expect(report.results.map(\.`init`) == ["predicted", "he"])
    // Digits by the features of a small network: far above chance, whatever its weights.
    #expect(report.results.allSatisfy { $0.top1 > 30 })
    #expect(report.yardsticks.nearestCentroid > report.yardsticks.chance)
    #expect(report.yardsticks.logisticRegression > 60)
    let plain = try CommandRun([tinyNetwork, "--quiet", "-o", "plain.safetensors"], in: folder)
    #expect(plain.status == 0)
    let fitted = try SafetensorsFile(path: folder.path(of: "fitted.safetensors"))
    let predicted = try SafetensorsFile(path: folder.path(of: "plain.safetensors"))
    #expect(fitted.entries.map(\.name) == predicted.entries.map(\.name))
  }

  @Test("evaluate fits every network of a split")
  func evaluating() throws {
    let run = try CommandRun(
      [
        "evaluate", "--sample", "families-val", "--count", "2", "--data", digits, "--limit", "40",
        "--fit", "100", "--json",
      ], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains(#""fittedImages": 100"#))
  }
}

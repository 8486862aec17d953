import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct FineTuneTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  struct Report: Decodable {
    struct Epoch: Decodable {
      let epoch: Int
      let loss: Double
      let trainTop1: Double
      let top1: Double
      let seconds: Double
    }
    let schema: Int
    let `init`: String
    let parameters: Int
    let top1Before: Double
    let epochs: [Epoch]
  }

  private func report(_ words: [String]) throws -> Report {
    let run = try CommandRun(
      ["fine-tune", tracked, "--data", digits, "--json", "--quiet"] + words, in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardError.isEmpty)
    return try JSONDecoder().decode(Report.self, from: Data(run.standardOutput.utf8))
  }

  @Test("a network learns to read digits, and is written with its running statistics")
  func learning() throws {
    let report = try report(["--epochs", "2", "--init", "he", "-o", "tuned.safetensors"])
    #expect(report.schema == 1)
    #expect(report.`init` == "he")
    #expect(report.epochs.map(\.epoch) == [1, 2])
    #expect(report.epochs[1].loss < report.epochs[0].loss)
    #expect(report.top1Before < 40)
    // 54 with most processors; the order of sums differs between kinds of them.
    #expect(report.epochs[1].top1 > 40, "\(report.epochs)")
    let file = try SafetensorsFile(path: folder.path(of: "tuned.safetensors"))
    let variances = file.entries.filter { $0.name.hasSuffix("running_var") }
    #expect(!variances.isEmpty)
    for entry in variances {
      #expect(try file.tensor(named: entry.name).scalars.contains { $0 != 1 })
    }
  }

  @Test(
    "the same seed gives the same training",
    arguments: [
      ["--init", "predicted", "--optimizer", "adamw", "--flips", "--shift", "2"],
      ["--init", "ghn-orth"], ["--init", "orthogonal", "--learning-rate", "0.01"],
    ])
  func repeatability(words: [String]) throws {
    let words = words + ["--train-images", "160", "--limit", "60", "--batch", "32"]
    let first = try report(words + ["--seed", "4"])
    let second = try report(words + ["--seed", "4", "--threads", "1"])
    #expect(first.epochs.map(\.loss) == second.epochs.map(\.loss))
    #expect(first.epochs.map(\.top1) == second.epochs.map(\.top1))
    let other = try report(words + ["--seed", "5"])
    #expect(first.epochs.map(\.loss) != other.epochs.map(\.loss))
  }

  @Test func tellsEachEpochInALine() throws {
    let run = try CommandRun(
      ["fine-tune", tracked, "--data", digits, "--train-images", "96", "--limit", "50"], in: folder)
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    let lines = run.standardOutput.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasSuffix("% on digits before training") == true)
    #expect(lines.last?.hasPrefix("epoch 1: ") == true)
  }

  @Test("an .onnx output holds the trained parameters and their running statistics")
  func trainedModel() throws {
    for output in ["w.onnx", "w.safetensors"] {
      let run = try CommandRun(
        [
          "fine-tune", tinyNetwork, "--data", digits, "--train-images", "32", "--limit", "8",
          "--batch", "16", "-o", output,
        ], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
    }
    try expectSameNumbers(model: "w.onnx", weights: "w.safetensors", in: folder)
  }

  @Test(
    "refuses what it cannot do",
    arguments: [
      (["--data", "none"], 66), (["--epochs", "0", "--data", digits], 64),
      (["--learning-rate", "0", "--data", digits], 64), (["-o", "a.onnx", "--data", digits], 64),
      (["-o", "a.pt", "--data", digits], 64),
      (["--optimizer", "lion", "--data", digits], 64),
      (["-o", "no/folder.npz", "--data", digits], 73),
    ] as [([String], Int32)])
  func failures(words: [String], status: Int32) throws {
    let run = try CommandRun(["fine-tune", tracked] + words, in: folder)
    #expect(run.status == status, "\(run.standardError)")
    #expect(run.standardOutput.isEmpty)
    #expect(try folder.names().isEmpty)
  }
}

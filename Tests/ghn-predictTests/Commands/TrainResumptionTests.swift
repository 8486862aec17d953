import Foundation
import TestSupport
import Testing

@Suite struct TrainResumptionTests {
  private let digits = packageRoot.appendingPathComponent("Examples/digits").path

  @Test(
    "a training with any option that was cut in two gives the same bytes",
    arguments: [
      ["--sample", "families", "--curriculum", "100"], ["--optimizer", "schedule-free"],
      ["--optimizer", "soap", "--low-rank", "4"], ["--optimizer", "muon", "--ridge-head", "0.5"],
    ])
  func options(words: [String]) throws {
    let folder = try TemporaryDirectory()
    func run(_ words: [String]) throws {
      let run = try CommandRun(["train"] + words + ["--quiet"], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
    }
    let begin =
      [
        "--data", digits, "--meta-batch", "2", "--batch", "4", "--hidden", "8",
        "--largest-channels", "8", "--largest-kernel", "3", "--validation-images", "0", "--decay",
        "constant",
      ] + words
    try run(begin + ["--steps", "4", "-o", "whole.safetensors"])
    try run(begin + ["--steps", "2", "-o", "a.safetensors"])
    try run([
      "--resume", "a.checkpoint.safetensors", "--steps", "4", "-o", "parts.safetensors",
    ])
    #expect(
      try Data(contentsOf: URL(filePath: folder.path(of: "whole.safetensors")))
        == Data(contentsOf: URL(filePath: folder.path(of: "parts.safetensors"))))
  }
}

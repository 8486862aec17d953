import Foundation
import TestSupport
import Testing

@Suite struct TrainResumptionTests {
  private let digits = packageRoot.appendingPathComponent("Examples/digits").path

  @Test("what is no log is not gone on with, and stays as it is")
  func foreignLog() throws {
    let folder = try TemporaryDirectory()
    let training = [
      "train", "--data", digits, "--meta-batch", "1", "--batch", "4", "--hidden", "8",
      "--largest-channels", "8", "--largest-kernel", "3", "--steps", "1", "-o", "a.safetensors",
      "--quiet",
    ]
    #expect(try CommandRun(training, in: folder).status == 0)
    for text in ["mine", "{\"mine\": 1}\nand", "{\"mine\": 1}\n"] {
      try folder.file("mine.json", holding: text)
      let run = try CommandRun(
        [
          "train", "--resume", "a.checkpoint.safetensors", "--steps", "2", "--force", "--log",
          "mine.json",
        ], in: folder)
      #expect(run.status == 65)
      #expect(run.standardError.contains("mine.json: expected the log of a training"))
      #expect(try String(contentsOfFile: folder.path(of: "mine.json"), encoding: .utf8) == text)
    }
    let fewer = try CommandRun(
      ["train", "--resume", "a.checkpoint.safetensors", "--steps", "2", "--force"], in: folder)
    #expect(fewer.status == 0, "\(fewer.standardError)")
    let refused = try CommandRun(
      ["train", "--resume", "a.checkpoint.safetensors", "--steps", "1", "--force"], in: folder)
    #expect(refused.status == 64)
    #expect(refused.standardError.contains("expected more than the 2 steps that are made"))
  }

  @Test("a log that cannot be written costs the status and nothing else")
  func fullLog() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(
      [
        "train", "--data", digits, "--meta-batch", "1", "--batch", "4", "--hidden", "8",
        "--largest-channels", "8", "--largest-kernel", "3", "--steps", "2", "--log-steps", "1",
        "--log", "/dev/full", "-o", "a.safetensors", "--quiet",
      ], in: folder)
    #expect(run.status == 73, "\(run.standardError)")
    #expect(
      run.standardError.contains("/dev/full: cannot be written")
        && run.standardError.contains(": 2 lines of the log are missing"), "\(run.standardError)")
    #expect(try folder.names() == ["a.checkpoint.safetensors", "a.safetensors"])
  }

  @Test("an output whose name is as long as can be has a checkpoint beside it")
  func longNames() throws {
    let folder = try TemporaryDirectory()
    let name = String(repeating: "é", count: 121) + "a.safetensors"
    let run = try CommandRun(
      [
        "train", "--data", digits, "--meta-batch", "1", "--batch", "4", "--hidden", "8",
        "--largest-channels", "8", "--largest-kernel", "3", "--steps", "1", "-o",
        folder.path(of: name), "--quiet",
      ], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    let names = try folder.names()
    #expect(names.count == 2 && names.contains(name))
    #expect(names.contains { $0.hasSuffix("éé.checkpoint.safetensors") })
  }

  @Test(
    "what would do nothing, or something else, is refused",
    arguments: [
      (["--clip", "0"], "--clip must be a number above 0"),
      (["--order", "listed"], "--order asks for --architectures"),
      (["--curve", "curve.png"], "the picture 'curve.png' must end in .svg"),
      (["--checkpoint", "c.txt"], "the checkpoint 'c.txt' must end in .safetensors"),
      (["--hidden", "6"], "--hidden must be a multiple of 4, from 4 to 65536"),
      (
        ["--configuration", "ghn3", "--eigenvectors", "65"],
        "--eigenvectors must be between 0 and the width of an embedding, 64"
      ),
    ] as [([String], String)])
  func refusals(words: [String], message: String) throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(
      ["train", "--data", digits, "--steps", "1", "-o", "a.safetensors"] + words, in: folder)
    #expect(run.status == 64)
    #expect(run.standardError.contains(message), "\(run.standardError)")
    #expect(try folder.names().isEmpty)
  }

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

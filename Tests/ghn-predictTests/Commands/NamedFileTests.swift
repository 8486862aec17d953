import Foundation
import TestSupport
import Testing

/// Outputs that would be an input, or another output.
@Suite struct NamedFileTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test(
    "no output is an input that it would destroy, or another output, whatever its name",
    arguments: [
      ("rank list.txt --score params -o list.txt --force", "--output", "the architectures"),
      ("rank list.txt --score params -o hard.txt --force", "--output", "the architectures"),
      ("rank list.txt --score params -o soft.txt --resume", "--output", "the architectures"),
      ("rank paths.txt --score params -o net.onnx --force", "--output", "a network of the list"),
      (
        "rank list.txt --score params --truth truth.csv --column acc -o truth.csv --force",
        "--output", "--truth"
      ),
      (
        "rank list.txt --score params --truth truth.csv --column acc -o new.svg --plot ./new.svg",
        "--output", "--plot"
      ),
      ("rank list.txt --score naswot --data DATA -o DATA/label.gz --force", "--output", "--data"),
      (
        "search --space nas-bench-201 --score params --history h.json -o h.json", "--history",
        "--output"
      ),
      (
        "search --space nas-bench-201 --score params --ghn ghn.safetensors --history "
          + "ghn.safetensors --force", "--history", "--ghn"
      ),
      ("evaluate --architectures list.txt --data DATA --rows list.txt --force", "--rows", "--arch"),
      ("evaluate net.onnx --data DATA --rows net.onnx --force", "--rows", "the network"),
      ("train TRAIN --initial ghn.safetensors --log ghn.safetensors --force", "--log", "--initial"),
      ("train TRAIN --architectures list.txt --log hard.txt --force", "--log", "--architectures"),
      (
        "train TRAIN --validation-architectures list.txt --log list.txt --force", "--log",
        "--validation-architectures"
      ),
      ("train TRAIN --log DATA/label.gz --force", "--log", "--data"),
      ("train TRAIN --log o.safetensors", "--log", "--output"),
    ])
  func collisions(line: String, option: String, other: String) throws {
    let cell = "|none~0|+|skip_connect~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    for (name, text) in [
      ("list.txt", "\(cell)\n"), ("truth.csv", "cell,acc\n\(cell),1\n"), ("ghn.safetensors", "g"),
      ("net.onnx", "n"), ("paths.txt", "\(cell)\n./net.onnx\n"), ("new.svg", "other"),
    ] where name != "new.svg" || !line.contains(name) {
      try folder.file(name, holding: text)
    }
    let data = folder.path(of: "data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
    try folder.file("data/label.gz", holding: "labels")
    try FileManager.default.linkItem(
      atPath: folder.path(of: "list.txt"), toPath: folder.path(of: "hard.txt"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "soft.txt"), withDestinationPath: "list.txt")
    let before = try folder.names()
    let words = line.replacing("TRAIN", with: "--data DATA --steps 1 -o o.safetensors")
      .replacing("DATA", with: "data").split(separator: " ")

    let run = try CommandRun(words.map(String.init), in: folder)
    #expect(run.status == 64, "\(run.standardError)")
    for word in [option, other] {
      #expect(run.standardError.contains(word), "\(run.standardError)")
    }
    #expect(run.standardError.contains("expected a file of its own for"), "\(run.standardError)")
    #expect(try folder.names() == before)
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder.path(of: name), encoding: .utf8)
    }
    #expect(try text("list.txt") == "\(cell)\n")
    #expect(try text("data/label.gz") == "labels")
    #expect(try text("ghn.safetensors") == "g")
    #expect(try text("net.onnx") == "n")
  }

  @Test("a file in which arrays of a network lie is one of the command's inputs")
  func externalData() throws {
    let golden = packageRoot.appendingPathComponent("Tests/ParameterFilesTests/Golden").path
    for name in ["beside.onnx", "beside.data"] {
      try FileManager.default.copyItem(
        atPath: "\(golden)/\(name)", toPath: folder.path(of: name))
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "beside.data")))
    try folder.file("list.txt", holding: "beside.onnx\n")
    for words in [
      ["rank", "beside.onnx", "beside.onnx", "--score", "params", "-o", "beside.data", "--force"],
      ["rank", "list.txt", "--score", "params", "-o", "beside.data", "--force"],
      ["evaluate", "./beside.onnx", "--data", digits, "--rows", "beside.data", "--force"],
    ] {
      let run = try CommandRun(words, in: folder)
      #expect(run.status == 64, "\(run.standardError)")
      #expect(run.standardError.contains("expected a file of its own for"))
    }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "beside.data"))) == before)
  }

  @Test(
    "a log beside the data may be written again, and an output that is replaced may be an input")
  func allowed() throws {
    try FileManager.default.copyItem(atPath: digits, toPath: folder.path(of: "data"))
    for _ in 0..<2 {
      let run = try CommandRun(
        [
          "evaluate", tracked, "--data", "data", "--limit", "8", "--init", "he", "--rows",
          "data/rows.jsonl", "--force",
        ], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
    }
    try FileManager.default.copyItem(atPath: tinyNetwork, toPath: folder.path(of: "net.onnx"))
    let run = try CommandRun(["net.onnx", "-o", "net.onnx", "--force"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
  }
}

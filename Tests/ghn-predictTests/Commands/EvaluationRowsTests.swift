import Foundation
import TestSupport
import Testing

/// Evaluations that are done in parts, or go on where they were.
@Suite struct EvaluationRowsTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try folder.file("list.json", holding: smallNetworks)
  }

  private func run(_ more: [String], limit: Int = 20) throws -> CommandRun {
    try CommandRun(
      [
        "evaluate", "--architectures", "list.json", "--data",
        packageRoot.appendingPathComponent("Examples/digits").path, "--limit", "\(limit)",
        "--init", "he", "--init", "orthogonal", "--threads", "2",
      ] + more, in: folder)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(of: name), encoding: .utf8)
  }

  /// A report without what follows the clock.
  private func steady(_ report: String) -> String {
    report.split(separator: "\n").map {
      $0.replacing(#/ +[0-9]+\.[0-9]+$/#, with: "")
    }.joined(separator: "\n")
  }

  @Test("parts that are put together make the report of the whole")
  func shards() throws {
    let whole = try run([])
    #expect(whole.status == 0, "\(whole.standardError)")
    for number in 1...3 {
      let part = try run(["--rows", "\(number).jsonl", "--shard", "\(number)/3"])
      #expect(part.status == 0, "\(part.standardError)")
      #expect(part.standardOutput == "")
      let count = number == 1 ? 2 : 1
      #expect(part.standardError == "\(count) of 4 networks are in \(number).jsonl\n")
    }
    try folder.file("all.jsonl", holding: text("3.jsonl") + text("1.jsonl") + text("2.jsonl"))
    let merged = try run(["--rows", "all.jsonl", "--resume"])
    #expect(merged.status == 0, "\(merged.standardError)")
    #expect(steady(merged.standardOutput) == steady(whole.standardOutput))
  }

  @Test("a part names what it leaves out")
  func leftOutOfShard() throws {
    let wide = """
      {"format": "ghn-architecture", "version": 1, "name": "wide",
       "inputs": [{"name": "x", "extents": [null, 5]}], "parameters": [{"name": "w", "shape": [10, 5]}],
       "operations": [{"name": "fc", "type": "linear", "layout": "outputFirst", "inputs": ["x", "w"],
                       "outputs": [{"name": "y", "extents": [null, 10]}]}],
       "outputs": ["y"]}
      """
    try folder.file("list.json", holding: "[" + wide + "," + smallNetworks.dropFirst())
    let part = try run(["--rows", "1.jsonl", "--shard", "1/3"])
    #expect(part.status == 1, "\(part.standardError)")
    #expect(part.standardError.contains("left out: "), "\(part.standardError)")
    let other = try run(["--rows", "2.jsonl", "--shard", "2/3"])
    #expect(other.status == 0, "\(other.standardError)")
  }

  @Test("an evaluation that ended early does only what is missing")
  func resuming() throws {
    let first = try run(["--rows", "rows.jsonl"])
    #expect(first.status == 0, "\(first.standardError)")
    let lines = try text("rows.jsonl").split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    // A row that is there is believed, as it is not evaluated again.
    let believed = lines[1].replacing(#/"seconds": [0-9.]+/#, with: "\"seconds\": 77.25")
    try folder.file("rows.jsonl", holding: believed + "\n")
    let second = try run(["--rows", "rows.jsonl", "--resume"])
    #expect(second.status == 0, "\(second.standardError)")
    #expect(steady(second.standardOutput) == steady(first.standardOutput))
    #expect(second.standardOutput.contains("77.25"))
    #expect(try text("rows.jsonl").split(separator: "\n").count == 4)
    let refused = try run(["--rows", "rows.jsonl"])
    #expect(refused.status == 73)
    #expect(refused.standardError.contains("exists already"))
  }

  @Test("rows of another evaluation, and lines that are no rows, are refused")
  func others() throws {
    let first = try run(["--rows", "rows.jsonl"])
    #expect(first.status == 0, "\(first.standardError)")
    let good = try text("rows.jsonl")
    let other = try run(["--rows", "rows.jsonl", "--resume"], limit: 21)
    #expect(other.status == 65)
    #expect(other.standardError.contains("rows.jsonl: line 1: expected a row of evaluation "))
    let line = String(good.split(separator: "\n")[0])
    for (bad, message) in [
      ("nonsense", "a row of an evaluation"), (String(line.dropLast(9)), "a row of an evaluation"),
      (line.replacing(#/"row": [0-9]+/#, with: "\"row\": 4"), "one of 4 rows"),
      (line.replacing(#/"row": [0-9]+/#, with: "\"row\": -1"), "one of 4 rows"),
      (line.replacing(#/"correct": [0-9]+/#, with: "\"correct\": 21"), "one of 4 rows"),
      (line.replacing(#/"seconds": [0-9.]+/#, with: "\"seconds\": -1"), "one of 4 rows"),
    ] {
      try folder.file("rows.jsonl", holding: bad + "\n")
      let run = try run(["--rows", "rows.jsonl", "--resume"])
      #expect(run.status == 65)
      #expect(
        run.standardError.contains("rows.jsonl: line 1: expected \(message), found"),
        "\(run.standardError)")
    }
    let number = try #require(line.firstMatch(of: #/"correct": ([0-9]+)/#)?.1)
    let changed = line.replacing(
      #/"correct": [0-9]+/#, with: "\"correct\": \(number == "0" ? 1 : 0)")
    try folder.file("rows.jsonl", holding: "\(line)\n\(changed)\n")
    let twice = try run(["--rows", "rows.jsonl", "--resume"])
    #expect(twice.status == 65)
    #expect(twice.standardError.contains("line 2: expected row "))
  }

  @Test("rows of other images under the same labels are those of another evaluation")
  func otherImages() throws {
    func evaluate(_ level: UInt8, _ more: [String]) throws -> CommandRun {
      let record = (0..<3073).map { $0 == 0 ? UInt8(1) : level }
      try? FileManager.default.removeItem(atPath: folder.path(of: "set"))
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "set"), withIntermediateDirectories: false)
      try folder.file("set/test_batch.bin", holding: record + record)
      return try CommandRun(
        [
          "evaluate", "--architectures", "list.json", "--data", "set", "--init", "he", "--rows",
          "rows.jsonl",
        ] + more, in: folder)
    }
    try folder.file(
      "list.json",
      holding: "[\"|none~0|+|none~0|none~1|+|nor_conv_1x1~0|none~1|none~2|\", (2, 2, 0, 4, 3, 0)]")
    let first = try evaluate(7, [])
    #expect(first.status == 0, "\(first.standardError)")
    #expect(try evaluate(7, ["--resume"]).status == 0)
    let other = try evaluate(8, ["--resume"])
    #expect(other.status == 65)
    #expect(other.standardError.contains("expected a row of evaluation"), "\(other.standardError)")
  }

  @Test(
    "options that do not go together are refused",
    arguments: [
      (["--resume"], "--resume needs --rows"), (["--shard", "1/2"], "--shard needs --rows"),
      (["--shard", "0/2", "--rows", "r.jsonl"], "'0/2'"),
      (["--shard", "3/2", "--rows", "r.jsonl"], "'3/2'"),
      (["--rows", "r.jsonl", "--resume", "--force"], "contradict"),
    ])
  func usage(words: [String], message: String) throws {
    let run = try run(words)
    #expect(run.status == 64)
    #expect(run.standardError.contains(message), "\(run.standardError)")
    #expect(try folder.names() == ["list.json"])
  }
}

import Foundation
import TestSupport
import Testing

@Suite struct RankTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Cells with more and more convolutions, and an accuracy that rises with them.
  private func table() throws -> String {
    let operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3"]
    var lines = ["Accuracy,Cell"]
    for first in operations {
      for second in operations {
        let cell = "|\(first)~0|+|skip_connect~0|none~1|+|\(second)~0|nor_conv_1x1~1|none~2|"
        let value =
          10 * (operations.firstIndex(of: first) ?? 0)
          + (operations.firstIndex(of: second) ?? 0)
        lines.append("\(value),\(cell)")
      }
    }
    return try folder.file("cells.csv", holding: lines.joined(separator: "\n") + "\n")
  }

  private func run(_ words: String..., small: Bool = true) throws -> CommandRun {
    try CommandRun(
      words + (small ? ["--channels", "4", "--cells", "1", "--batch", "4"] : []), in: folder)
  }

  @Test func aLineAnArchitectureSaysItsScores() throws {
    let run = try run("rank", try table(), "--score", "params,az-nas", "--json", "--limit", "3")
    #expect(run.status == 0, "\(run.standardError)")
    let lines = run.standardOutput.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix(#"{"index": 0, "name": "|none~0|"#))
    #expect(lines.allSatisfy { $0.contains(#""scores": {"params": "#) && $0.contains("az-nas") })
  }

  @Test func severalWordsAreNetworks() throws {
    let cell = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|"
    let network = try folder.file(
      "small.json",
      holding: """
        {
          "format": "ghn-architecture", "version": 1, "name": "small",
          "inputs": [{"name": "x", "extents": [null, 3, 8, 8]}],
          "parameters": [{"name": "w", "shape": [4, 3, 3, 3]}],
          "operations": [
            {"name": "c", "type": "convolution", "inputs": ["x", "w"], "strides": [1, 1],
             "padding": [1, 1, 1, 1], "dilations": [1, 1], "groups": 1,
             "outputs": [{"name": "y", "extents": [null, 4, 8, 8]}]}
          ],
          "outputs": ["y"]
        }
        """)
    let run = try run("rank", network, "missing.onnx", cell, "--score", "params", "--json")
    #expect(run.status == 1)
    let lines = run.standardOutput.split(separator: "\n")
    try #require(lines.count == 3, "\(run)")
    #expect(lines[0].hasPrefix(#"{"index": 0, "name": ""#) && lines[0].contains("small.json"))
    #expect(lines[1].contains("missing.onnx") && lines[1].contains("\"error\""))
    #expect(lines[2].contains(#""index": 2"#) && lines[2].contains(cell))
    #expect(run.standardError.contains("missing.onnx: left out: cannot be read"))
    let alone = try self.run("rank", network, "--score", "params", "--json")
    #expect(alone.status == 0 && alone.standardOutput.contains("\"params\": 108"), "\(alone)")
  }

  @Test func aWordThatIsANetworkIsNoList() throws {
    let path = packageRoot.appendingPathComponent("Examples/vit-32.onnx").path
    let found = try run("rank", path, "--score", "params", "--json", small: false)
    #expect(found.status == 0 && found.standardOutput.hasPrefix(#"{"index": 0"#), "\(found)")
    let refused = try run("rank", path, "--score", "params")
    #expect(refused.status == 64)
    #expect(refused.standardError.contains("expected a genotype or cell for its options"))
  }

  @Test func aTruthTellsHowGoodTheOrderIs() throws {
    let path = try table()
    let run = try run(
      "rank", path, "--score", "params,naswot", "--truth", path, "--column", "acc", "--json")
    #expect(run.status == 0, "\(run.standardError)")
    let report = try #require(run.standardOutput.split(separator: "\n").last)
    #expect(report.contains(#""column": "Accuracy""#))
    #expect(report.contains(#""score": "params", "n": 16"#))
    #expect(report.contains("kendall") && report.contains("standard_error"))
  }

  @Test func anEncoderLearnsFromTheListFirst() throws {
    let path = try table()
    func predictor(_ encoder: String) throws -> Substring {
      let run = try run(
        "rank", path, "--score", "params", "--truth", path, "--column", "Accuracy", "--labels", "6",
        "--draws", "1", "--encoder", encoder)
      #expect(run.status == 0, "\(run.standardError)")
      return try #require(run.standardOutput.split(separator: "\n").last)
    }
    let drawn = try predictor("none")
    #expect(drawn.hasPrefix("predictor of 6 labels, on the other 10, 1 draws: kendall"))
    #expect(try predictor("none") == drawn)
    #expect(try predictor("flow") != drawn)
  }

  @Test func aPredictorLearnsFromSomeLabels() throws {
    let path = try table()
    let run = try run(
      "rank", path, "--score", "params", "--truth", path, "--column", "Accuracy", "--labels", "8",
      "--draws", "2", "--plot", "plot.svg")
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains("predictor of 8 labels, on the other 8, 2 draws: kendall"))
    let plot = try String(contentsOfFile: folder.path + "/plot.svg", encoding: .utf8)
    #expect(plot.split(separator: "<circle").count == 17)
  }

  @Test("an interrupted ranking goes on, and ends as if it had not been")
  func resumption() throws {
    let path = try table()
    let words = ["rank", path, "--score", "synflow", "--channels", "4", "--cells", "1"]
    #expect(try CommandRun(words + ["-o", "whole.jsonl"], in: folder).status == 0)
    let whole = try String(contentsOfFile: folder.path + "/whole.jsonl", encoding: .utf8)
    // The file of a run that ended in the middle of a line.
    _ = try folder.file("part.jsonl", holding: String(whole.prefix(whole.count / 2)))
    let run = try CommandRun(words + ["-o", "part.jsonl", "--resume"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    let part = try String(contentsOfFile: folder.path + "/part.jsonl", encoding: .utf8)
    func scores(_ text: String) -> Set<Substring> {
      // Times differ.
      Set(
        text.split(separator: "\n").filter { $0.hasSuffix("}") && $0.contains("\"seconds\"") }
          .map { $0.prefix(while: { $0 != "}" }) })
    }
    #expect(scores(part) == scores(whole))
    #expect(scores(whole).count == 16)
    let other = try CommandRun(words + ["--seed", "9", "-o", "part.jsonl", "--resume"], in: folder)
    #expect(other.status == 65)
  }

  @Test("what cannot be scored is named with its place, and costs the others nothing")
  func leftOut() throws {
    let cell = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    let wrong = cell.replacing("nor_conv_3x3", with: "conv_9x9")
    let path = try folder.file("cells.csv", holding: "Accuracy,Cell\n1,\(wrong)\n2,\(cell)\n3\n")
    let run = try run("rank", path, "--score", "params", "--json")
    #expect(run.status == 1)
    let rows = run.standardOutput.split(separator: "\n")
    try #require(rows.count == 3, "\(run)")
    #expect(rows[0].hasPrefix(#"{"index": 0, "name": "|none~0|+"#) && rows[0].contains("\"error\""))
    #expect(rows[1].hasPrefix(#"{"index": 1, "name": "|none~0|+"#) && !rows[1].contains("error"))
    #expect(rows[2].hasPrefix(#"{"index": 2, "#) && rows[2].contains("expected 2 columns"))
    let lines = run.standardError.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("[0] |none~0|+|none~0|none~1|+|conv_9x9~0") == true)
    #expect(lines.first?.contains(": left out: line 2: ") == true)
    #expect(lines.first?.hasSuffix("found 'conv_9x9'") == true)
    #expect(lines.last?.contains("line 4: expected 2 columns, found '1'") == true)
  }

  @Test("a list in JSON is ranked as it was drawn, and what is wrong in it named by its place")
  func listsInJSON() throws {
    let drawn = try CommandRun(
      ["sample", "--split", "small-test", "--count", "2", "-o", "drawn.json"], in: folder)
    #expect(drawn.status == 0, "\(drawn.standardError)")
    let list = try String(contentsOfFile: folder.path(of: "drawn.json"), encoding: .utf8)
    let path = try folder.file(
      "list.json", holding: list.replacing("]\n", with: ", {\"a\": 1}, 7]\n"))
    let run = try run("rank", path, "--score", "params", "--json", small: false)
    #expect(run.status == 1, "\(run.standardError)")
    #expect(run.standardOutput.split(separator: "\n").count == 4)
    let lines = run.standardError.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("[2] {\"a\": 1}: left out: text: expected a field") == true)
    #expect(lines.last?.contains("list.json[3]: expected an object or a text, found '7'") == true)
  }

  @Test func isomorphicCellsMayShareTheirScores() throws {
    let cell = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    let twin = "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|"
    let path = try folder.file("cells.txt", holding: "\(cell)\n\(twin)\n")
    let run = try run("rank", path, "--score", "naswot", "--json", "--isomorphic-once")
    let scores = run.standardOutput.split(separator: "\n").compactMap {
      $0.firstMatch(of: /"naswot": ([^}]*)}/).map { $0.1 }
    }
    #expect(scores.count == 2 && scores[0] == scores[1])
  }

  @Test("a ranking that goes on shares the scores of cells that an earlier run has scored")
  func sharedResumption() throws {
    let cell = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    let twin = "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|"
    let path = try folder.file("cells.txt", holding: "\(cell)\n\(twin)\n")
    let words = [
      "rank", path, "--score", "params", "--isomorphic-once", "-o", "part.jsonl", "--channels", "4",
      "--cells", "1",
    ]
    #expect(try CommandRun(words, in: folder).status == 0)
    var lines = try String(contentsOfFile: folder.path + "/part.jsonl", encoding: .utf8)
      .split(separator: "\n")[..<2].joined(separator: "\n")
    // A score that no cell has tells that it is not computed anew.
    lines = lines.replacing(/"params": [0-9.]+/, with: "\"params\": 7.0")
    _ = try folder.file("part.jsonl", holding: lines + "\n")
    let resumed = try CommandRun(words + ["--resume"], in: folder)
    #expect(resumed.status == 0, "\(resumed.standardError)")
    let whole = try String(contentsOfFile: folder.path + "/part.jsonl", encoding: .utf8)
    #expect(whole.split(separator: "\"params\": 7.0").count == 3)
  }

  @Test("scores of another list at the same path, or of other data, are not gone on with")
  func otherRuns() throws {
    let cells = ["nor_conv_1x1", "nor_conv_3x3"].map {
      "|none~0|+|skip_connect~0|none~1|+|\($0)~0|none~1|none~2|\n"
    }
    try folder.file("list.txt", holding: cells[0])
    let words = [
      "rank", "list.txt", "--score", "naswot", "--channels", "4", "--cells", "1", "--batch", "4",
      "-o", "s.jsonl", "--data", "data",
    ]
    let data = folder.path(of: "data")
    func write(_ level: UInt8) throws {
      try? FileManager.default.removeItem(atPath: data)
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
      let record = (0..<3073).map { $0 == 0 ? UInt8(1) : UInt8(truncatingIfNeeded: $0 &* 7) }
      for number in 1...5 {
        try folder.file(
          "data/data_batch_\(number).bin", holding: record + record.map { $0 == 1 ? 1 : $0 / level }
        )
      }
    }
    try write(2)
    let first = try CommandRun(words, in: folder)
    #expect(first.status == 0, "\(first.standardError)")
    let again = try CommandRun(words + ["--resume"], in: folder)
    #expect(again.status == 0, "\(again.standardError)")
    try folder.file("list.txt", holding: cells[1])
    let otherList = try CommandRun(words + ["--resume"], in: folder)
    try folder.file("list.txt", holding: cells[0])
    try write(3)
    let otherData = try CommandRun(words + ["--resume"], in: folder)
    for run in [otherList, otherData] {
      #expect(run.status == 65, "\(run.standardError)")
      #expect(run.standardError.contains("leave out --resume"), "\(run.standardError)")
    }
  }

  @Test("a table that contradicts itself is no truth")
  func contradictions() throws {
    let cell = "|none~0|+|skip_connect~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    try folder.file("list.txt", holding: cell + "\r")
    for (text, message) in [
      (
        "c,acc\n\(cell),1\n\(cell),2\n",
        "truth.csv, line 3: expected the 'acc' 1.0 of the same architecture in line 2, found '2.0'"
      ),
      ("c,acc,acc\n\(cell),1,2\n", "expected a column 'acc', one of acc, acc, found acc and acc"),
      ("c,acc\n\(cell),1\n\(cell),\n\(cell),1.0\n", ""),
    ] {
      try folder.file("truth.csv", holding: text)
      let run = try run(
        "rank", "list.txt", "--score", "params", "--truth", "truth.csv", "--column", "acc")
      #expect(run.status == (message.isEmpty ? 0 : 65), "\(run.standardError)")
      #expect(
        message.isEmpty || run.standardError.contains(message), "\(run.standardError)")
    }
  }

  @Test("a list may stand on the command line, and an architecture over several lines of a file")
  func words() throws {
    let cell = "|none~0|+|skip_connect~0|none~1|+|nor_conv_3x3~0|none~1|none~2|"
    let list = try run("rank", "['\(cell)', (2, 2, 0, 4, 3, 0)]", "--score", "params", "--json")
    #expect(list.status == 0, "\(list.standardError)")
    #expect(list.standardOutput.split(separator: "\n").count == 2)
    let path = try folder.file(
      "a.txt",
      holding: "A = Genotype(\n  normal=[('conv_3x3', 1), ('none', 0)], normal_concat=[2],\n"
        + "  reduce=[('max_pool_3x3', 0), ('none', 1)], reduce_concat=range(2, 3))\n")
    let one = try run("rank", path, "--score", "params")
    #expect(one.status == 0, "\(one.standardError)")
    #expect(one.standardOutput.split(separator: "\n").count == 3, "\(one.standardOutput)")
    let weights = try run("rank", shippedModel, "--score", "params")
    #expect(weights.status == 65 && weights.standardError.contains("found a safetensors file"))
  }

  @Test func shardsMakeTheWhole() throws {
    let path = try table()
    var names: Set<Substring> = []
    for shard in ["1/3", "2/3", "3/3"] {
      let run = try run("rank", path, "--score", "params", "--json", "--shard", shard)
      names.formUnion(run.standardOutput.split(separator: "\n").map { $0.prefix(110) })
    }
    #expect(names.count == 16)
    var parts = ""
    for shard in ["1/2", "2/2"] {
      let run = try run(
        "rank", path, "--score", "params", "-o", "part.jsonl", "--force", "--shard", shard)
      #expect(run.status == 0, "\(run.standardError)")
      parts += try String(contentsOfFile: folder.path(of: "part.jsonl"), encoding: .utf8)
    }
    try folder.file("whole.jsonl", holding: parts)
    let whole = try run("rank", "./cells.csv", "--score", "params", "-o", "whole.jsonl", "--resume")
    #expect(whole.status == 0 && whole.standardOutput.contains("16 architectures"), "\(whole)")
    #expect(try String(contentsOfFile: folder.path(of: "whole.jsonl"), encoding: .utf8) == parts)
    #expect(try run("rank", path, "--score", "params", "--shard", "4/3").status == 64)
  }

  @Test(
    "options that do not fit each other are wrong usage",
    arguments: [
      ["--score", "beauty"], ["--score", "predicted"], ["--score", "params", "--resume"],
      ["--score", "params", "--truth", "x.csv"], ["--score", "params", "--labels", "9"],
      ["--score", "params", "--encoder", "flow"], ["--score", "params", "--encoder", "beauty"],
    ])
  func usage(words: [String]) throws {
    #expect(try CommandRun(["rank", try table()] + words, in: folder).status == 64)
  }

  @Test func aListThatIsNoneNamesItsPlace() throws {
    let path = try folder.file("list.txt", holding: "|x\n|y\n")
    let run = try run("rank", path, "--score", "params")
    #expect(run.status == 65)
    #expect(
      run.standardError.contains("list.txt: [0] |x: line 1: NAS-Bench-201"), "\(run.standardError)")
    #expect(try self.run("rank", "missing.txt", "--score", "params").status == 66)
  }

  @Test("a search writes what predict takes, and goes on where it ended")
  func search() throws {
    let words = [
      "search", "--space", "nas-bench-201", "--score", "params", "--evaluations", "12",
      "--population", "6", "--sample", "3", "--channels", "4", "--cells", "1", "--history",
      "visited.jsonl",
    ]
    let first = try CommandRun(words + ["-o", "best.json", "--json"], in: folder)
    #expect(first.status == 0, "\(first.standardError)")
    let again = try CommandRun(words + ["--resume", "--json"], in: folder)
    #expect(again.standardOutput == first.standardOutput)
    let predicted = try CommandRun(
      ["best.json", "--ghn", shippedModel, "-o", "best.safetensors"], in: folder)
    #expect(predicted.status == 0, "\(predicted.standardError)")
    #expect(
      try CommandRun(["search", "--space", "moon", "--score", "params"], in: folder).status == 64)
  }

  @Test("networks of quantized weights are scored with the numbers of their files, in nodes too")
  func quantizedNetworks() throws {
    let network = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/quantized.onnx").path
    let list = try folder.file("list.txt", holding: network + "\n")
    let run = try run(
      "rank", list, "--score", "naswot,jacob_cov,synflow,zico,expressivity", "--json", small: false)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(!run.standardOutput.contains("null"), "\(run.standardOutput)")
  }

  @Test("networks beyond --memory-limit are refused before they take memory")
  func memoryLimit() throws {
    // A matrix of 1.5 GiB.
    let network = try folder.file(
      "wide.json",
      holding: """
        {"format": "ghn-architecture", "version": 1, "name": "wide",
         "inputs": [{"name": "x", "extents": [null, 20000]}],
         "parameters": [{"name": "fc.weight", "shape": [20000, 20000]}],
         "operations": [
           {"name": "fc", "type": "linear", "layout": "outputFirst", "inputs": ["x", "fc.weight"],
            "outputs": [{"name": "y", "extents": [null, 20000]}]}],
         "outputs": ["y"]}
        """)
    let list = try folder.file("list.txt", holding: network + "\n")
    let run = try run("rank", list, "--score", "zico", "--memory-limit", "1", small: false)
    #expect(run.status == 65)
    #expect(
      run.standardError.contains("expected at most parameters of 1 GiB in all"),
      "\(run.standardError)")
  }

  @Test("why an architecture is left out is said without its name, which stands beside")
  func reasonsAlone() throws {
    let list = try folder.file(
      "list.txt",
      holding: "|none~0|+|oops~0|none~1|+|none~0|none~1|none~2|\n"
        + "|none~0|+|skip_connect~0|none~1|+|nor_conv_3x3~0|none~1|none~2|\n")
    let run = try run("rank", list, "--score", "params", "--json", "-o", "scores.jsonl")
    #expect(run.status == 1)
    let lines = try String(contentsOfFile: folder.path + "/scores.jsonl", encoding: .utf8)
    let row = try #require(lines.split(separator: "\n").first { $0.contains("\"error\"") })
    #expect(row.components(separatedBy: "|none~0|+|oops~0|").count == 2, "\(row)")
    #expect(run.standardError.components(separatedBy: "|none~0|+|oops~0|").count == 2)
  }
}

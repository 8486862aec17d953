import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct EvaluateTests {
  private let folder: TemporaryDirectory
  /// Two networks without norms and with them, of some ten thousand parameters each.
  private let list: String

  init() throws {
    folder = try TemporaryDirectory()
    list = try folder.file("list.json", holding: smallNetworks)
  }

  struct Report: Decodable {
    struct Result: Decodable {
      let architecture: String
      let `init`: String
      let parameters: Int
      let top1: Double
      let seconds: Double
      let meanCosine: Double?
    }
    struct Summary: Decodable {
      let architectures: String?
      let `init`: String
      let mean: Double
    }
    let schema: Int
    let ghn: String?
    let data: String
    let split: String
    let images: Int
    let batch: Int
    let batchNorm: String
    let results: [Result]
    let mean: Double
    let standardError: Double
    let best: Double
    let summaries: [Summary]?
    struct Failure: Decodable {
      let index: Int
      let architecture: String
      let error: String
    }
    let failures: [Failure]
  }

  private func report(_ words: [String]) throws -> Report {
    let run = try CommandRun(["evaluate"] + words + ["--json"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardError.isEmpty)
    return try JSONDecoder().decode(Report.self, from: Data(run.standardOutput.utf8))
  }

  @Test("reports each network, and their mean, whatever the number of threads")
  func json() throws {
    let words = [
      "--architectures", list, "--data", digits, "--limit", "100", "--batch", "40", "--threads",
    ]
    let report = try report(words + ["1"])
    #expect(report.schema == 1)
    #expect(report.ghn == "ghn-image-small")
    #expect((report.data, report.split) == ("digits", "test"))
    #expect((report.images, report.batch, report.batchNorm) == (100, 40, "batchStatistics"))
    #expect(report.results.map(\.architecture) == ["list[0]", "list[1]"])
    #expect(report.results.allSatisfy { $0.parameters > 5000 && $0.seconds > 0 })
    let top1 = report.results.map(\.top1)
    // Of a hundred images, each is a percent.
    #expect(top1.allSatisfy { (0...100).contains($0) && $0 == $0.rounded() })
    #expect(abs(report.mean - (top1[0] + top1[1]) / 2) < 0.01)
    #expect(abs(report.standardError - abs(top1[0] - top1[1]) / 2) < 0.01)
    #expect(report.best == top1.max())
    #expect(report.summaries == nil)
    #expect(try self.report(words + ["3"]).results.map(\.top1) == top1)
  }

  @Test("networks are drawn from splits, each of which has a mean of its own")
  func splits() throws {
    let words = [
      "--sample", "small-test,small-bn-free", "--count", "2", tinyNetwork, "--data", digits,
      "--limit", "20",
    ]
    let report = try report(words)
    #expect(
      report.results.map(\.architecture) == [
        "tiny_cnn.onnx", "small-test[0]", "small-test[1]", "small-bn-free[0]", "small-bn-free[1]",
      ])
    let summaries = try #require(report.summaries)
    #expect(summaries.map(\.architectures) == ["small-test", "small-bn-free"])
    let top1 = report.results.map(\.top1)
    #expect(abs(summaries[0].mean - (top1[1] + top1[2]) / 2) < 0.01)
    #expect(abs(summaries[1].mean - (top1[3] + top1[4]) / 2) < 0.01)

    let table = try CommandRun(["evaluate"] + words + ["--summary"], in: folder)
    #expect(table.status == 0)
    let lines = table.standardOutput.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[1].hasPrefix("tiny_cnn.onnx"))
    #expect(lines[3].hasPrefix("without a network: chance "))
    #expect(lines[4].hasPrefix("small-test, predicted: mean "))
    #expect(lines[5].hasPrefix("small-bn-free, predicted: mean "))
    #expect(lines[6].contains("was trained on fashion-mnist, and digits is another data set"))
  }

  @Test("tensors of one shape are compared where that is asked for")
  func diversity() throws {
    let words = ["--sample", "small-test", "--count", "2", "--data", digits, "--limit", "20"]
    let report = try report(words + ["--diversity", "--init", "predicted", "--init", "orthogonal"])
    let cosines = try report.results.map { try #require($0.meanCosine) }
    #expect(cosines.allSatisfy { $0 > 0 && $0 < 1 })
    // What one decoder gives to many layers is more alike than what is drawn for each.
    #expect(cosines[0] > 2 * cosines[2] && cosines[1] > 2 * cosines[3])
    #expect(cosines[2] < 0.3)
    #expect(try self.report(words).results.allSatisfy { $0.meanCosine == nil })

    let run = try CommandRun(
      ["evaluate"] + words + ["--diversity", "--rows", "rows.jsonl"], in: folder)
    #expect(run.status == 0)
    let line = try #require(
      run.standardOutput.split(separator: "\n").first {
        $0.hasPrefix("predicted: tensors of one shape have a mean |cos| of 0.")
      })
    let again = try CommandRun(
      ["evaluate"] + words + ["--diversity", "--rows", "rows.jsonl", "--resume"], in: folder)
    #expect(again.standardOutput.contains(line))
  }

  @Test("other parameters stand in the same table as predicted ones")
  func initializations() throws {
    let words = [
      "--architectures", list, "--data", digits, "--limit", "50", "--init", "predicted", "--init",
      "he", "--init", "orthogonal", "--init", "ghn-orth",
    ]
    let report = try report(words)
    #expect(report.results.count == 8)
    #expect(
      report.summaries?.map(\.`init`) == ["predicted", "he", "orthogonal", "ghn-orth"])
    #expect(report.summaries?.first?.mean == report.mean)
    let table = try CommandRun(["evaluate"] + words, in: folder)
    #expect(table.status == 0)
    let lines = table.standardOutput.split(separator: "\n")
    #expect(lines[0].hasPrefix("architecture  init        parameters  top-1 %  seconds"))
    #expect(lines.count == 16)
    #expect(
      table.standardOutput.contains(
        "50 images of digits (test), batches of 64, batch norm by batch statistics"))
    #expect(lines.contains { $0.hasPrefix("ghn-orth: mean ") })
  }

  @Test("calibrated parameters have the statistics that evaluation mode needs")
  func calibration() throws {
    let run = try CommandRun(
      [
        "evaluate", tracked, "--data", digits, "--limit", "64", "--calibrate",
        "--calibration-batches", "3", "-o", "calibrated.safetensors", "--json",
      ], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains(#""batchNorm": "runningStatistics""#))
    let file = try SafetensorsFile(path: folder.path(of: "calibrated.safetensors"))
    let means = file.entries.filter { $0.name.hasSuffix(".running_mean") }
    #expect(!means.isEmpty)
    for entry in means {
      let mean = try file.tensor(named: entry.name)
      let prefix = entry.name.dropLast("running_mean".count)
      let variance = try file.tensor(named: prefix + "running_var")
      #expect(mean.scalars.contains { $0 != 0 })
      #expect(variance.scalars.allSatisfy { $0 >= 0 })
      #expect(variance.scalars.contains { $0 != 1 })
    }
    // The other tensors are those that the prediction alone writes.
    _ = try CommandRun([tracked, "--quiet", "-o", "plain.safetensors"], in: folder)
    let plain = try SafetensorsFile(path: folder.path(of: "plain.safetensors"))
    #expect(plain.entries.map(\.name) == file.entries.map(\.name))
    for entry in plain.entries where entry.name.hasSuffix("weight") {
      #expect(try plain.tensor(named: entry.name) == file.tensor(named: entry.name))
    }
  }

  @Test("an .onnx output holds the measured statistics, too")
  func calibratedModel() throws {
    for output in ["w.onnx", "w.safetensors"] {
      let run = try CommandRun(
        [
          "evaluate", tinyNetwork, "--data", digits, "--limit", "8", "--calibrate",
          "--calibration-batches", "2", "--batch", "8", "-o", output,
        ], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
    }
    try expectSameNumbers(model: "w.onnx", weights: "w.safetensors", in: folder)
  }

  @Test("a bad network among several is named with its index, and costs the others nothing")
  func badNetworks() throws {
    let bad =
      #"{"genotype": {"normal": [["conv_9x9", 1]], "normal_concat": [2],"#
      + #" "reduce": [["conv_1x1", 1]], "reduce_concat": [2]}}"#
    let list = try folder.file(
      "mixed.json", holding: "[" + tracked + ", " + bad + ", " + tracked + "]")
    let words = [
      tinyNetwork, "missing.onnx", "--architectures", list, "--data", digits, "--limit", "20",
    ]
    let run = try CommandRun(["evaluate"] + words + ["--json"], in: folder)
    #expect(run.status == 1, "\(run.standardError)")
    let report = try JSONDecoder().decode(Report.self, from: Data(run.standardOutput.utf8))
    #expect(report.results.map(\.architecture) == ["tiny_cnn.onnx", "mixed[0]", "mixed[2]"])
    #expect(report.failures.map(\.index) == [1, 3])
    #expect(report.failures.map(\.architecture) == ["missing.onnx", "mixed[1]"])
    let lines = run.standardError.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("[1] missing.onnx: left out: ") == true)
    #expect(lines.last?.hasPrefix("[3] mixed[1]: left out: ") == true)
    #expect(lines.last?.split(separator: "[1]").count == 2, "the place is named once")

    let text = try folder.file("lines.txt", holding: "|none~1|\n|none~2|\n")
    let unreadable = try CommandRun(
      ["evaluate", "--architectures", text, "--data", digits], in: folder)
    #expect(unreadable.standardError.hasPrefix("error: \(text): [0], line 1: "))

    let none = try CommandRun(
      ["evaluate", "missing.onnx", "gone.onnx", "--data", digits], in: folder)
    #expect(none.status == 66)

    let tuned = try CommandRun(
      ["fine-tune"] + words + ["--train-images", "16", "--batch", "8"], in: folder)
    #expect(tuned.status == 1, "\(tuned.standardError)")
    #expect(tuned.standardError.contains("[3] mixed[1]: left out: "))
    #expect(tuned.standardOutput.contains("mixed[2]"))
  }

  @Test(
    "refuses what it cannot do",
    arguments: [
      (["--data", "no-such-folder"], 66, "error: no-such-folder: expected a folder or"),
      (["--data", "cut"], 65, "error: cut/t10k-images-idx3-ubyte: expected a header of 16 bytes"),
      (["--data", digits, "--calibration-batches", "9999999999"], 64, "error: --calibration-"),
      (["--data", digits, "--memory-limit", "0"], 64, "error: --memory-limit must be from 1"),
      (["--data", digits, "--limit", "0"], 64, "error: --limit must be at least 1"),
      (["--data", digits, "--count", "3"], 64, "error: --count asks for --sample"),
      (["--data", digits, "--calibration-batches", "3"], 64, "error: --calibration-batches asks"),
      (
        ["--data", digits, "--init", "he", "--init", "he"], 64,
        "error: --init he stands there twice"
      ),
      (["--data", digits, "--threads", "1025"], 64, "error: --threads must be at most 1024"),
      (["--data", ""], 64, "error: --data needs a name or a folder"),
      (
        ["--data", digits, "--rows", "cut/t10k-labels-idx1-ubyte", "--resume"], 65,
        "error: cut/t10k-labels-idx1-ubyte: line 1: expected a row of an evaluation"
      ),
      (["--data", digits, "--calibrate"], 64, "error: --calibrate needs an --output"),
      (["--data", digits, "--calibrate", "-o", "a.pt"], 64, "error: the output 'a.pt' must end"),
      (
        ["--data", digits, "--calibrate", "-o", "a.onnx"], 64,
        "error: genotype.json: expected an ONNX file to fill in, found another architecture\n"
      ),
      (["--data", digits, "-o", "a.npz"], 64, "error: --output needs --calibrate"),
      (["--data", digits, "--init", "zeros"], 64, "error: the value 'zeros' is invalid"),
      (["--data", digits, "--ghn", "missing.pt"], 66, "error: missing.pt: cannot be read"),
      (
        ["--data", digits, "--running-statistics", "--channels", "8"], 65,
        "error: genotype: expected batch norms with running statistics, found some without\n"
      ),
      (
        ["--data", digits, "--calibrate", "-o", "genotype.npz"], 73,
        "error: genotype.npz: exists already\n"
      ),
      (["--data", digits, "--classes", "7"], 65, "error: genotype: expected logits of 10 classes"),
    ] as [([String], Int32, String)])
  func failures(words: [String], status: Int32, message: String) throws {
    let genotype = packageRoot.appendingPathComponent("Examples/darts.json").path
    try FileManager.default.copyItem(atPath: genotype, toPath: folder.path(of: "genotype.json"))
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "cut"), withIntermediateDirectories: false)
    try folder.file("cut/t10k-images-idx3-ubyte", holding: "cut")
    try folder.file("cut/t10k-labels-idx1-ubyte", holding: "cut")
    try folder.file("genotype.npz", holding: "mine")
    let run = try CommandRun(["evaluate", "genotype.json"] + words, in: folder)
    #expect(run.status == status, "\(run.standardError)")
    #expect(run.standardError.hasPrefix(message), "\(run.standardError)")
    #expect(run.standardOutput.isEmpty)
  }
}

/// Expects that an ONNX file holds every array of real numbers that a weight file holds.
func expectSameNumbers(
  model: String, weights: String, in folder: TemporaryDirectory,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path(of: model)))
  let file = try SafetensorsFile(path: folder.path(of: weights))
  let tensors = file.entries.filter { $0.type != .int64 }
  #expect(tensors.contains { $0.name.hasSuffix("running_var") }, sourceLocation: sourceLocation)
  for entry in tensors {
    let numbers = try file.tensor(named: entry.name).scalars
    let wanted = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    #expect(
      bytes.range(of: Data(wanted)) != nil, "\(entry.name)", sourceLocation: sourceLocation)
  }
}

extension EvaluateTests {
  @Test("a train split that is damaged is told apart from one that is not there")
  func damagedTrainSplit() throws {
    let folder = try TemporaryDirectory()
    let record = [UInt8](repeating: 1, count: 3073)
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "set"), withIntermediateDirectories: false)
    try folder.file("set/test_batch.bin", holding: record + record)
    try folder.file("set/data_batch_1.bin", holding: record.dropLast())
    let words = ["evaluate", tracked, "--data", "set", "--init", "he"]
    let run = try CommandRun(words, in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(
      run.standardOutput.contains(
        "no yardsticks: the train split, which they are learned from, cannot be read: "
          + "set/data_batch_1.bin: "), "\(run.standardOutput)")
    let json = try CommandRun(words + ["--json"], in: folder)
    #expect(json.standardOutput.contains("cannot be read: set/data_batch_1.bin: "))
    let fitted = try CommandRun(words + ["--fit", "2"], in: folder)
    #expect(fitted.status == 65)
    #expect(fitted.standardError.hasPrefix("error: set/data_batch_1.bin: "))
  }
}

/// scikit-learn's digits, which the package ships.
let digits = packageRoot.appendingPathComponent("Examples/digits").path

/// A list of two small genotypes; the first has no norms.
let smallNetworks = """
  [{"genotype": {"normal": [["conv_3x3", 1], ["skip_connect", 0]], "normal_concat": [2],
    "reduce": [["max_pool_3x3", 1], ["avg_pool_3x3", 0]], "reduce_concat": [2]},
    "n_cells": 3, "C": 16, "norm": null},
   {"genotype": {"normal": [["sep_conv_3x3", 1], ["conv_1x1", 0]], "normal_concat": [2],
    "reduce": [["max_pool_3x3", 1], ["conv_3x3", 0]], "reduce_concat": [2]},
    "n_cells": 3, "C": 16}]
  """

/// A genotype whose norms keep running statistics.
let tracked = """
  {"genotype": {"normal": [["conv_3x3", 1], ["skip_connect", 0]], "normal_concat": [2],
    "reduce": [["max_pool_3x3", 1], ["conv_1x1", 0]], "reduce_concat": [2]},
    "n_cells": 3, "C": 16, "norm": "bn-track"}
  """

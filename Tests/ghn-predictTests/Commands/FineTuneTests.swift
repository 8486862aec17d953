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
      let top1ByBatch: Double
      let seconds: Double
    }
    let schema: Int
    let `init`: String
    let parameters: Int
    let batchNorm: String
    let top1Before: Double
    let top1BeforeByBatch: Double
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
    #expect(report.batchNorm == "runningStatistics")
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

  @Test(
    "says how a network takes images that are not those of most networks", arguments: [false, true])
  func imageForms(hasSeveral: Bool) throws {
    try folder.file(
      "flat.json",
      holding: """
        {"format": "ghn-architecture", "version": 1, "name": "flat",
         "inputs": [{"name": "x", "extents": [null, 64]}],
         "parameters": [{"name": "w", "shape": [10, 64]}],
         "operations": [{"name": "fc", "type": "linear", "layout": "outputFirst",
                         "inputs": ["x", "w"], "outputs": [{"name": "y", "extents": [null, 10]}]}],
         "outputs": ["y"]}
        """)
    let words = [
      "fine-tune", "flat.json", "--data", digits, "--train-images", "32", "--limit", "9",
    ]
    let inits = hasSeveral ? ["--init", "he", "--init", "orthogonal"] : ["--init", "he"]
    let run = try CommandRun(words + inits, in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    #expect(run.standardOutput.contains("images as 64 for flat.json\n"))
    let json = try CommandRun(words + inits + ["--json"], in: folder)
    #expect(json.standardOutput.contains(#""input": [64]"#))
  }

  @Test func tellsEachEpochInALine() throws {
    let run = try CommandRun(
      ["fine-tune", tracked, "--data", digits, "--train-images", "96", "--limit", "50"], in: folder)
    #expect(run.status == 0)
    #expect(
      run.standardError.hasPrefix("note: ghn-image-small was trained on fashion-mnist, and digits"))
    let lines = run.standardOutput.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains(" % (by batch statistics ") == true)
    #expect(lines.first?.hasSuffix(" on digits before training") == true)
    #expect(lines.last?.hasPrefix("epoch 1: ") == true)
  }

  struct Course: Decodable {
    struct Test: Decodable {
      let epochs: Double
      let top1: Double
    }
    let top1Before: Double
    let epochs: [Report.Epoch]
    let course: [Test]
  }

  @Test("a network is tested on its way, the same training otherwise, and the course is drawn")
  func course() throws {
    let words = [
      "fine-tune", tracked, "--data", digits, "--json", "--quiet", "--train-images", "192",
      "--limit", "60", "--batch", "32", "--epochs", "2", "--init", "he",
    ]
    let plain = try CommandRun(words, in: folder)
    let tested = try CommandRun(
      words + ["--tests-per-epoch", "4", "--curve", "course.svg"], in: folder)
    #expect(tested.status == 0, "\(tested.standardError)")
    let rare = try JSONDecoder().decode(Course.self, from: Data(plain.standardOutput.utf8))
    let often = try JSONDecoder().decode(Course.self, from: Data(tested.standardOutput.utf8))
    #expect(rare.epochs.map(\.loss) == often.epochs.map(\.loss))
    #expect(rare.course.map(\.epochs) == [0, 1, 2])
    // Six batches an epoch: after one, three, four and six of them.
    let shares = [1, 3, 4, 6].map { Double($0) / 6 }
    for (test, epochs) in zip(often.course, [0] + shares + shares.map { 1 + $0 }) {
      #expect(abs(test.epochs - epochs) < 1e-4)
    }
    #expect(often.course.count == 9)
    #expect(often.course.first?.top1 == often.top1Before)
    #expect(often.course[4].top1 == often.epochs[0].top1)
    #expect(often.course.last?.top1 == often.epochs[1].top1)
    #expect(rare.course.map(\.top1) == [0, 4, 8].map { often.course[$0].top1 })
    let picture = try String(contentsOfFile: folder.path(of: "course.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<svg "))
    #expect(picture.split(separator: "<circle ").count - 1 == 9)
    let again = try CommandRun(words + ["--curve", "course.svg"], in: folder)
    #expect(again.status == 73)
  }

  struct Comparison: Decodable {
    struct Result: Decodable {
      let architecture: String
      let `init`: String
      let top1Before: Double
      let epochs: [Report.Epoch]
    }
    struct Failure: Decodable {
      let architecture: String
      let error: String
    }
    struct Summary: Decodable {
      let architectures: String?
      let `init`: String
      let mean: Double
    }
    struct Count: Decodable {
      let `init`: String
      let other: String
      let above: Int
      let of: Int
    }
    let results: [Result]
    let failures: [Failure]
    let summaries: [Summary]
    let comparisons: [Count]
  }

  @Test("several networks and initializations are compared, whatever the number of threads")
  func comparison() throws {
    let words = [
      "fine-tune", "--sample", "small-test,small-bn-free", "--count", "2", "--data", digits,
      "--init", "predicted", "--init", "he", "--train-images", "64", "--limit", "50", "--json",
    ]
    let reports = try ["1", "3"].map { threads in
      let run = try CommandRun(words + ["--threads", threads], in: folder)
      #expect(run.status == 0, "\(run.standardError)")
      // What the GHN was trained on, and a line for each training, in the order in which they end.
      let lines = run.standardError.split(separator: "\n")
      #expect(lines.count == 9)
      #expect(lines.first?.hasPrefix("note: ghn-image-small was trained on fashion-mnist") == true)
      return try JSONDecoder().decode(Comparison.self, from: Data(run.standardOutput.utf8))
    }
    let report = reports[0]
    #expect(
      report.results.map(\.architecture)
        == ["small-test[0]", "small-test[1]", "small-bn-free[0]", "small-bn-free[1]"].flatMap {
          [$0, $0]
        })
    #expect(report.results.map(\.`init`) == (0..<8).map { $0 % 2 == 0 ? "predicted" : "he" })
    #expect(report.results.map(\.top1Before) == reports[1].results.map(\.top1Before))
    #expect(report.results.map(\.epochs[0].top1) == reports[1].results.map(\.epochs[0].top1))
    #expect(report.failures.isEmpty)
    let ends = report.results.map(\.epochs[0].top1)
    let pairs = stride(from: 0, to: 8, by: 2).map { (ends[$0], ends[$0 + 1]) }
    let count = try #require(report.comparisons.first)
    #expect(report.comparisons.count == 1)
    #expect((count.`init`, count.other, count.of) == ("predicted", "he", 4))
    #expect(count.above == pairs.count { $0.0 > $0.1 })
    let overall = report.summaries.filter { $0.architectures == nil }
    #expect(overall.map(\.`init`) == ["predicted", "he"])
    #expect(abs(overall[0].mean - pairs.reduce(0) { $0 + $1.0 } / 4) < 0.01)
    #expect(
      report.summaries.compactMap(\.architectures)
        == ["small-test", "small-test", "small-bn-free", "small-bn-free"])
  }

  @Test("networks of one name are compared one by one")
  func namesakes() throws {
    let run = try CommandRun(
      [
        "fine-tune", tracked, tracked, "--data", digits, "--init", "he", "--init", "orthogonal",
        "--train-images", "32", "--limit", "8", "--batch", "16", "--json", "--quiet",
      ], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    let report = try JSONDecoder().decode(Comparison.self, from: Data(run.standardOutput.utf8))
    #expect(report.results.count == 4)
    #expect(report.comparisons.map(\.of) == [2])
  }

  @Test("a network that cannot be trained is named, and the others are trained")
  func untrainable() throws {
    let words = ["--data", digits, "--train-images", "32", "--limit", "8", "--batch", "16"]
    let run = try CommandRun(
      ["fine-tune", unrunnable, tinyNetwork, "--json"] + words, in: folder)
    #expect(run.status == 1, "\(run.standardError)")
    let report = try JSONDecoder().decode(Comparison.self, from: Data(run.standardOutput.utf8))
    #expect(report.results.map(\.architecture) == ["tiny_cnn.onnx"])
    #expect(report.failures.count == 1)
    #expect(report.failures.first?.error.contains("resize") == true)
    #expect(run.standardError.contains("predicted: left out: "))
    let none = try CommandRun(["fine-tune", unrunnable, unrunnable] + words, in: folder)
    #expect(none.status == 65)
    #expect(none.standardError.contains("error: "))
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

  @Test("the accuracy that is told is the one that evaluate finds in the file")
  func writtenFile() throws {
    let report = try report([
      "--init", "he", "--train-images", "160", "--limit", "100", "--batch", "32",
      "--calibration-batches", "4", "-o", "tuned.safetensors",
    ])
    let run = try CommandRun(
      [
        "evaluate", tracked, "--data", digits, "--limit", "100", "--batch", "32", "--json",
        "--parameters", "tuned.safetensors", "--running-statistics",
      ], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    struct Evaluation: Decodable {
      struct Result: Decodable {
        let `init`: String
        let top1: Double
      }
      let results: [Result]
    }
    let evaluation = try JSONDecoder().decode(
      Evaluation.self, from: Data(run.standardOutput.utf8))
    #expect(evaluation.results.map(\.top1) == [report.epochs[0].top1])
    #expect(evaluation.results.map(\.`init`) == ["tuned.safetensors"])
  }

  @Test("weights that overflow in the last step are an error, and are not written")
  func overflow() throws {
    let run = try CommandRun(
      [
        "fine-tune", tracked, "--data", digits, "--train-images", "64", "--limit", "64",
        "--learning-rate", "1e30", "-o", "w.safetensors",
      ], in: folder)
    #expect(run.status == 1, "\(run.standardOutput)")
    #expect(run.standardError.contains("after step 1: expected finite "), "\(run.standardError)")
    #expect(try folder.names().isEmpty)
  }

  @Test("weights that are no numbers give no accuracy without a note")
  func unboundedWeights() throws {
    _ = try CommandRun([tracked, "--quiet", "-o", "w.safetensors"], in: folder)
    var bytes = try Data(contentsOf: URL(filePath: folder.path(of: "w.safetensors")))
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    bytes = bytes.prefix(8 + header) + Data(repeating: 0xff, count: bytes.count - 8 - header)
    try folder.file("nan.safetensors", holding: bytes)
    let words = ["evaluate", tracked, "--data", digits, "--limit", "64", "--parameters"]
    let run = try CommandRun(words + ["nan.safetensors"], in: folder)
    #expect(
      run.standardOutput.contains("the logits of 64 of 64 images are not finite"),
      "\(run.standardOutput)\(run.standardError)")
    let sound = try CommandRun(words + ["w.safetensors"], in: folder)
    #expect(!sound.standardOutput.contains("finite"))
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

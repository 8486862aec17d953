import Foundation
import TestSupport
import Testing

/// Evaluations that several processes share, with Open MPI.
@Suite(.enabled(if: MPILauncher.openMPI != nil), .serialized)
struct SharedEvaluationTests {
  private let launcher: MPILauncher
  private let words = [
    "evaluate", "--sample", "small-test", "--count", "7", "--data",
    packageRoot.appendingPathComponent("Examples/digits").path, "--limit", "16", "--ghn",
    shippedModel, "--threads", "1", "--quiet",
  ]

  init() throws {
    launcher = try #require(MPILauncher.openMPI)
  }

  @Test("the report is that of one process, in the order of the networks", arguments: [2, 3])
  func report(size: Int) throws {
    let folder = try TemporaryDirectory()
    let alone = try CommandRun(words, of: launcher.command, in: folder)
    #expect(alone.status == 0, "\(alone.standardError)")
    let run = try launcher.run(size, words + ["--rows", "rows.jsonl"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(steadyReport(run.output) == steadyReport(alone.standardOutput))
    let rows = try String(contentsOfFile: folder.path(of: "rows.jsonl"), encoding: .utf8)
    #expect(rows.split(separator: "\n").count == 7)
  }

  @Test("after a rank was lost, any number of processes does the rest")
  func kill() throws {
    let folder = try TemporaryDirectory()
    let process = try launcher.job(
      2, words + ["--count", "500", "--rows", "rows.jsonl"], in: folder)
    try process.run()
    let rows = folder.path(of: "rows.jsonl")
    while ((try? Data(contentsOf: URL(filePath: rows)))?.count ?? 0) == 0 && process.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    if let last = MPILauncher.ranks(of: process).last { Foundation.kill(last, SIGKILL) }
    let end = try MPILauncher.end(of: process, within: 30, in: folder)
    #expect(end.status > 0, "\(end.errors)")
    let done = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n").count
    #expect((1..<500).contains(done))
    let part = try launcher.run(
      3, words + ["--count", "500", "--rows", "rows.jsonl", "--resume", "--shard", "1/100"],
      in: folder)
    #expect(part.status == 0, "\(part.errors)")
    let more = try String(contentsOfFile: rows, encoding: .utf8).split(separator: "\n").count
    #expect((done...done + 5).contains(more))
  }
}

/// A report of an evaluation without what follows the clock.
func steadyReport(_ report: String) -> String {
  report.split(separator: "\n").map { $0.replacing(#/ +[0-9]+\.[0-9]+$/#, with: "") }
    .joined(separator: "\n")
}

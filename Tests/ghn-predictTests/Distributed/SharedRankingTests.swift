import Foundation
import TestSupport
import Testing

/// Rankings that several processes share, with Open MPI.
@Suite(.enabled(if: MPILauncher.openMPI != nil), .serialized)
struct SharedRankingTests {
  private let launcher: MPILauncher
  private let folder: TemporaryDirectory

  init() throws {
    launcher = try #require(MPILauncher.openMPI)
    folder = try TemporaryDirectory()
  }

  /// Cells of which some have one form, and one is none.
  private func words() throws -> [String] {
    let operations = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
    var cells: [String] = []
    for first in operations {
      for second in operations {
        cells.append("|\(first)~0|+|none~0|\(second)~1|+|nor_conv_3x3~0|skip_connect~1|none~2|")
      }
    }
    cells.insert("|conv~0|+|none~0|none~1|+|none~0|none~1|none~2|", at: 7)
    let path = try folder.file("cells.txt", holding: cells.joined(separator: "\n") + "\n")
    return [
      "rank", path, "--score", "params,naswot", "--channels", "4", "--cells", "1", "--batch", "4",
      "--threads", "1",
    ]
  }

  @Test("scores and their order are those of one process", arguments: [2, 3])
  func scores(size: Int) throws {
    let words = try words() + ["--json", "--isomorphic-once"]
    let alone = try CommandRun(words, of: launcher.command, in: folder)
    #expect(alone.status == 1, "\(alone.standardError)")
    let run = try launcher.run(size, words, in: folder)
    #expect(untimed(run.output) == untimed(alone.standardOutput))
    #expect(untimed(run.output).count == 26)
    #expect(run.errors.contains("[7] |conv~0|+"))
  }

  @Test("what is done is on disk, and other processes do the rest")
  func resumption() throws {
    let words = try words() + ["-o", "scores.jsonl"]
    _ = try launcher.run(2, words, in: folder)
    let path = folder.path(of: "scores.jsonl")
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    #expect(whole.split(separator: "\n").count == 27)
    try String(whole.prefix(whole.count / 2)).write(
      toFile: path, atomically: true, encoding: .utf8)
    _ = try launcher.run(3, words + ["--resume"], in: folder)
    let again = try String(contentsOfFile: path, encoding: .utf8)
    #expect(Set(untimed(again)).isSuperset(of: untimed(whole)))
  }

  private func untimed(_ lines: String) -> [String] {
    lines.split(separator: "\n").map { String($0.replacing(#/, "seconds.*/#, with: "")) }
  }
}

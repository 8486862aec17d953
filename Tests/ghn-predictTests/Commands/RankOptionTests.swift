import Foundation
import TestSupport
import Testing

@Suite struct RankOptionTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test("a file that is to be gone on with and is not there is begun, and said to be")
  func missingFile() throws {
    let list = try folder.file(
      "list.txt", holding: "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|\n")
    let words = ["rank", list, "--score", "params", "-o", "s.jsonl", "--resume"]
    let note = "note: there is no 's.jsonl' to go on with; it is begun"
    #expect(try CommandRun(words, in: folder).standardError.contains(note))
    #expect(try !CommandRun(words, in: folder).standardError.contains(note))
  }

  @Test("numbers of a search may have exponents, a small population is its own sample")
  func searchOptions() throws {
    let words = ["search", "--space", "nas-bench-201", "--score", "params", "--evaluations", "9"]
    let run = try CommandRun(words + ["--population", "4", "--max-params", "1e6"], in: folder)
    #expect(run.status == 0, "\(run.standardError)")
    for (option, message) in [
      (["--max-params", "1.5"], "Expected a whole number, as 600000 or 6e5, found '1.5'"),
      (["--population", "4", "--sample", "5"], "--sample must be at most --population"),
    ] {
      let run = try CommandRun(words + option, in: folder)
      #expect(run.status == 64 && run.standardError.contains(message), "\(run.standardError)")
    }
  }

  @Test("while one ranking writes a file of scores, another neither goes on with it nor empties it")
  func oneWriter() throws {
    let list = "|none~0|+|skip_connect~0|none~1|+|nor_conv_3x3~0|none~1|none~2|\n"
    let (path, scores) = (try folder.file("list.txt", holding: list), folder.path(of: "s.jsonl"))
    let words = ["rank", path, "--score", "params", "-o", "s.jsonl"]
    #expect(try CommandRun(words, in: folder).status == 0)
    let before = try String(contentsOfFile: scores, encoding: .utf8)
    let other = try #require(FileHandle(forUpdatingAtPath: scores))
    try #require(flock(other.fileDescriptor, LOCK_EX) == 0)
    for option in ["--resume", "--force"] {
      let run = try CommandRun(words + [option], in: folder)
      #expect(run.status == 73)
      #expect(
        run.standardError == "error: s.jsonl: expected to be the only one who writes it, found "
          + "another process\n  wait for it to end, or name another file\n")
      #expect(try String(contentsOfFile: scores, encoding: .utf8) == before)
    }
    try other.close()
    #expect(try CommandRun(words + ["--resume"], in: folder).status == 0)
  }
}

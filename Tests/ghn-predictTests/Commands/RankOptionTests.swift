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
}

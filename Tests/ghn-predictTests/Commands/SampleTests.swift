import Foundation
import TestSupport
import Testing

@Suite struct SampleTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test("a split always begins with the same networks")
  func list() throws {
    let run = try CommandRun(["sample", "--split", "small-test", "--count", "2"], in: folder)
    #expect(run.status == 0)
    #expect(run.standardError.isEmpty)
    try expectSnapshot(run.standardOutput, named: "sample-small-test.json")
    let longer = try CommandRun(
      ["sample", "--split", "small-test", "--count", "5", "-o", "list.json"], in: folder)
    #expect(longer.status == 0)
    #expect(longer.standardOutput.isEmpty)
    let text = try String(contentsOfFile: folder.path(of: "list.json"), encoding: .utf8)
    #expect(text.hasPrefix(run.standardOutput.dropLast(2)))
    let other = try CommandRun(
      ["sample", "--split", "small-test", "--count", "2", "--seed", "1"], in: folder)
    #expect(other.standardOutput != run.standardOutput)
  }

  @Test("statistics stand beside the published ones")
  func statistics() throws {
    let words = ["sample", "--split", "deep", "--count", "20", "--statistics"]
    let table = try CommandRun(words, in: folder)
    #expect(table.status == 0)
    try expectSnapshot(table.standardOutput, named: "sample-deep-statistics.txt")
    let json = try CommandRun(words + ["--json"], in: folder)
    let object =
      try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any]
    #expect(object?["count"] as? Int == 20)
    #expect((object?["published"] as? [String: Any])?["nodes"] as? Double == 391.2)
  }

  @Test(
    "refuses what it cannot do",
    arguments: [
      (["--split", "small", "--count", "0"], 64),
      (["--split", "huge", "--count", "1"], 64),
      (["--split", "small", "--count", "1", "--json"], 64),
      (["--split", "small", "--count", "1", "-o", "no/folder.json"], 73),
    ] as [([String], Int32)])
  func failures(words: [String], status: Int32) throws {
    let run = try CommandRun(["sample"] + words, in: folder)
    #expect(run.status == status)
    #expect(run.standardOutput.isEmpty)
    #expect(try folder.names().isEmpty)
  }
}

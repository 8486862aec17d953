import TestSupport
import Testing

@Suite struct HelpTests {
  @Test(
    "help explains the command and each of its subcommands",
    arguments: [
      "", "predict", "inspect", "convert", "evaluate", "fit", "fine-tune", "rank", "search",
      "sample", "train",
    ])
  func help(subcommand: String) throws {
    let folder = try TemporaryDirectory()
    let words = subcommand.isEmpty ? [] : [subcommand]
    let run = try CommandRun(words + ["--help"], in: folder)
    #expect(run.status == 0)
    try expectSnapshot(
      run.standardOutput, named: subcommand.isEmpty ? "help.txt" : "help-\(subcommand).txt")
  }

  @Test("shells can ask for completions", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(["--generate-completion-script", shell], in: folder)
    #expect(run.status == 0)
    #expect(run.standardOutput.contains("keep-classifier"))
  }
}

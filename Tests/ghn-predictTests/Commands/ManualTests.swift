import Foundation
import TestSupport
import Testing

/// The manual page, which `make manual` writes from the command's own help.
@Suite struct ManualTests {
  /// What the command says of itself for programs.
  private struct Help: Decodable {
    let command: Command
    struct Command: Decodable {
      let commandName: String
      let subcommands: [Command]?
      let arguments: [Argument]?
    }
    struct Argument: Decodable {
      let names: [Name]?
      let shouldDisplay: Bool
      struct Name: Decodable {
        let kind: String
        let name: String
      }
    }
  }

  @Test("the manual page knows every subcommand and option, and no other")
  func options() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(["--experimental-dump-help"], in: folder)
    let help = try JSONDecoder().decode(Help.self, from: Data(run.standardOutput.utf8))
    let commands = [help.command] + (help.command.subcommands ?? [])
    let page = try String(
      contentsOf: packageRoot.appendingPathComponent("docs/ghn-predict.1"), encoding: .utf8)
    for command in commands.dropFirst() where command.commandName != "help" {
      #expect(page.contains(".It Em \(command.commandName)"), "run `make manual`")
    }
    var options: Set<String> = []
    for argument in commands.flatMap({ $0.arguments ?? [] }) where argument.shouldDisplay {
      for name in argument.names ?? [] where name.kind == "long" { options.insert(name.name) }
    }
    var described: Set<String> = []
    for line in page.split(separator: "\n") where line.hasPrefix(".It Fl") {
      for match in line.matches(of: /\ -([a-z0-9][a-z0-9-]+)/) { described.insert(String(match.1)) }
    }
    #expect(options == described, "run `make manual`")
  }
}

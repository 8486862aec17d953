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
      let abstract: String?
      let discussion: String?
      let subcommands: [Command]?
      let arguments: [Argument]?
    }
    struct Argument: Decodable {
      let names: [Name]?
      let abstract: String?
      let discussion: String?
      let shouldDisplay: Bool
      struct Name: Decodable {
        let kind: String
        let name: String
      }
    }
  }

  private let commands: [Help.Command]
  private let page: String

  init() throws {
    let folder = try TemporaryDirectory()
    let run = try CommandRun(["--experimental-dump-help"], in: folder)
    let help = try JSONDecoder().decode(Help.self, from: Data(run.standardOutput.utf8))
    commands = [help.command] + (help.command.subcommands ?? [])
    // `\e` is how a manual page writes a backslash, and `.Pp` an empty line.
    page = try String(
      contentsOf: packageRoot.appendingPathComponent("docs/ghn-predict.1"), encoding: .utf8
    ).replacing("\\e", with: "\\").replacing("\n.Pp\n", with: "\n\n")
  }

  @Test("the manual page says of every subcommand and option what its help says")
  func descriptions() throws {
    for command in commands where command.commandName != "help" {
      // A subcommand's part of the page ends where the next one's begins; the command has all of it.
      let isSubcommand = command.commandName != commands[0].commandName
      let part = try isSubcommand ? self.part(on: command.commandName) : page[...]
      var texts = [command.abstract, command.discussion]
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        texts += [argument.abstract, argument.discussion]
      }
      for text in texts.compactMap(\.self) where !part.contains(text) {
        Issue.record("\(command.commandName): the page lacks '\(text)'; run `make manual`")
      }
    }
  }

  /// What the page says of a subcommand.
  private func part(on subcommand: String) throws -> Substring {
    let start = try #require(page.range(of: ".It Em \(subcommand)\n")).upperBound
    let end = page.range(of: "\n.It Em ", range: start..<page.endIndex)?.lowerBound
    return page[start..<(end ?? page.endIndex)]
  }

  @Test("the manual page knows every subcommand and option, and no other")
  func options() throws {
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

import Foundation
import Testing

/// What README, CONTRIBUTING and the Makefile say of the rooms, and the rules of style that a machine
/// can check.
@Suite struct ClaimTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree.shared.get()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: tree.root.appending(path: path), encoding: .utf8)
  }

  /// Room by room, its sentence in the table of a page.
  private func sentences(in path: String) throws -> [String: String] {
    var sentences: [String: String] = [:]
    for row in try text(path).matches(of: /(?m)^\| (\[?`[^|]+) \| ([^|]+) \|$/) {
      for room in row.1.matches(of: /`([\w-]+)`/) where tree.arrows[String(room.1)] != nil {
        sentences[String(room.1)] = String(row.2)
      }
    }
    return sentences
  }

  @Test("every room has its sentence, and README and CONTRIBUTING have the same one")
  func rooms() throws {
    let all = try sentences(in: "CONTRIBUTING.md")
    #expect(Set(all.keys) == Set(tree.arrows.keys))
    let shown = try sentences(in: "README.md")
    #expect(!shown.isEmpty)
    for (room, sentence) in shown { #expect(all[room] == sentence, "\(room)") }
  }

  @Test("every room that a product offers has a landing page, which make docs writes")
  func documentation() throws {
    let makefile = try text("Makefile").replacing("\\\n", with: " ")
    let line = try #require(makefile.firstMatch(of: /(?m)^MODULES = (.*)$/)?.1)
    let modules = Set(line.split(separator: " ").map(String.init))
    let pages = tree.arrows.keys.filter { hasFile("Sources/\($0)/\($0).docc/\($0).md") }
    #expect(Set(pages) == modules)
    let publicRooms = try offeredRooms.filter { room in
      tree.files.contains { $0.module == room && $0.lines.contains(where: isOffer) }
    }
    #expect(publicRooms.count > 15)
    #expect(publicRooms.subtracting(modules) == [], "rooms without a landing page")
  }

  @Test("a landing page begins with its room's sentence")
  func landingPages() throws {
    let sentences = try self.sentences(in: "CONTRIBUTING.md")
    for room in tree.arrows.keys where hasFile("Sources/\(room)/\(room).docc/\(room).md") {
      let paragraphs = try text("Sources/\(room)/\(room).docc/\(room).md")
        .split(separator: "\n\n", maxSplits: 2)
      #expect(paragraphs.first == "# ``\(room)``")
      let abstract = try #require(paragraphs.dropFirst().first).replacing("\n", with: " ")
      #expect(try #require(sentences[room]) == abstract, "\(room)")
    }
  }

  @Test("a landing page lists every public type of its room")
  func landingPagesListTypes() throws {
    var count = 0
    for room in tree.arrows.keys where hasFile("Sources/\(room)/\(room).docc/\(room).md") {
      let listed = Set(
        try text("Sources/\(room)/\(room).docc/\(room).md")
          .matches(of: /(?m)^- ``([\w.]+)``$/).map { String($0.1) })
      for file in tree.files where file.module == room {
        for line in file.lines where line.hasPrefix("public ") {
          guard
            let type = line.firstMatch(
              of: /^public (?:final |indirect )*(?:struct|enum|class|protocol|actor) (\w+)/)
          else { continue }
          count += 1
          #expect(listed.contains(String(type.1)), "\(room)'s page does not list \(type.1)")
        }
      }
    }
    #expect(count > 200)
  }

  @Test("a room of many files has a README, or a landing page with an overview")
  func overviews() throws {
    let files = Dictionary(grouping: tree.files, by: \.module)
    #expect(files.count > 25)
    for (room, files) in files where files.count > 4 {
      let page = "Sources/\(room)/\(room).docc/\(room).md"
      let hasOverview = try hasFile(page) && text(page).contains("\n## Overview\n")
      #expect(hasOverview || hasFile("Sources/\(room)/README.md"), "\(room)")
    }
  }

  /// Whether a line declares something public, or offers all of another module.
  private func isOffer(_ line: String) -> Bool {
    guard line.utf8.contains(UInt8(ascii: "p")) else { return false }
    let words = line.split(separator: " ").drop { $0.hasPrefix("@") && $0 != "@_exported" }
    guard words.first == "public" else { return words.first == "@_exported" }
    return words.dropFirst().first != "import"
  }

  /// The rooms that are products of the package, and those that these may import.
  private var offeredRooms: Set<String> {
    get throws {
      let manifest = try text("Package.swift")
      let list = try #require(manifest.firstMatch(of: /\nlet libraries = \[([^\]]*)\]/)?.1)
      var rooms = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
      #expect(rooms.count > 10)
      while case let more = rooms.union(rooms.flatMap { tree.arrows[$0] ?? [] }), more != rooms {
        rooms = more
      }
      return rooms
    }
  }

  private func hasFile(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: tree.root.appending(path: path).path)
  }

  @Test("unsafe code stands where CONTRIBUTING says that memory is not Swift's, and nowhere else")
  func unsafety() throws {
    let rule = try #require(
      try text("CONTRIBUTING.md").firstMatch(of: /- Unsafe code stands only ([^;]*);/)?.1)
    let stated = Set(rule.matches(of: /`([^`]+)`/).map { String($0.1) })
    var found: Set<String> = []
    for file in tree.files where file.lines.contains(where: isUnsafe) {
      // The command's folders are listed one by one.
      let parts = file.path.split(separator: "/")
      found.insert(
        file.module == "ghn-predict" ? parts.prefix(2).joined(separator: "/") : file.module)
      #expect(
        file.lines.contains { $0.contains("// SAFETY: ") },
        "\(file.path) does not say why it is safe")
    }
    #expect(found == stated)
  }

  private func isUnsafe(_ line: String) -> Bool {
    line.contains("unsafe ") && line.contains(#/(^|[^\w.`])unsafe /#)
  }

  @Test("no test grows past 400 lines") func testSizes() throws {
    for file in try tree.files(in: "Tests") where !file.path.hasSuffix("Snippets.swift") {
      #expect(file.lines.count <= 400, "\(file.path)")
    }
  }
}

import Foundation
import Testing

/// What README, CONTRIBUTING and the Makefile say of the rooms, and the rules of style that a machine
/// can check.
@Suite struct ClaimTests {
  private let tree: SourceTree

  init() throws {
    tree = try SourceTree()
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

  @Test("every room with a landing page is one that make docs writes pages of")
  func documentation() throws {
    let makefile = try text("Makefile").replacing("\\\n", with: " ")
    let line = try #require(makefile.firstMatch(of: /(?m)^MODULES = (.*)$/)?.1)
    let modules = Set(line.split(separator: " ").map(String.init))
    let pages = tree.arrows.keys.filter { room in
      FileManager.default.fileExists(
        atPath: tree.root.appending(path: "Sources/\(room)/\(room).docc").path)
    }
    #expect(Set(pages) == modules)
  }

  @Test("unsafe code stands where memory is not Swift's, and says why it is sound")
  func unsafety() throws {
    let rooms: Set = [
      "Kernels", "FileBytes", "Distributed", "Tensors", "TensorFiles", "ArchDAG", "ImageData",
      "ParameterFiles", "ProcessMemory", "CInterface", "Concurrency",
    ]
    for file in tree.files where file.lines.contains(where: { $0.contains(#/(^|[^\w.`])unsafe /#) })
    {
      let isProcess = file.path.contains(/ghn-predict\/(Process|Terminal|Inputs)\//)
      #expect(rooms.contains(file.module) || isProcess, "\(file.path) holds unsafe code")
    }
  }

  @Test("words are spelled the American way")
  func spelling() throws {
    let british =
      /(?i)\b\w*(neighbour|labelled|behaviour|optimis|colour|memoris|normalis|initialis|recognis|organis|learnt|spelt|centre[ds]?\b)\w*/
    for folder in ["Sources", "Tests", "Benchmarks", "Examples"] {
      for file in try tree.files(in: folder) where !file.path.hasSuffix("ClaimTests.swift") {
        for line in file.lines {
          if let word = line.firstMatch(of: british) {
            Issue.record("\(file.path): \(word.0)")
          }
        }
      }
    }
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] {
      let found = try text(page).matches(of: british).map { String($0.0) }
      #expect(found == [], "\(page)")
    }
  }

  @Test("no test grows past 400 lines") func testSizes() throws {
    for file in try tree.files(in: "Tests") where !file.path.hasSuffix("Snippets.swift") {
      #expect(file.lines.count <= 400, "\(file.path)")
    }
  }
}

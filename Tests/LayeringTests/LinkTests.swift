import Foundation
import Testing

/// Links between the package's pages, and from them to its files.
@Suite struct LinkTests {
  private let root: URL

  init() throws {
    root = try SourceTree.shared.get().root
  }

  /// The pages, below the root.
  private var pages: [String] {
    let folders = ["Sources", "Benchmarks", "Bindings", "Examples", "Models", "Tests", "docs"]
    let below = folders.flatMap { folder in
      FileManager.default.enumerator(atPath: root.appending(path: folder).path)?
        .compactMap { ($0 as? String).map { "\(folder)/\($0)" } } ?? []
    }
    return (["README.md", "CONTRIBUTING.md", "SECURITY.md"] + below.sorted())
      .filter { $0.hasSuffix(".md") }
  }

  @Test("every link to a file or a heading of the package leads there")
  func links() throws {
    var count = 0
    for page in pages {
      let file = root.appending(path: page)
      let text = try String(contentsOf: file, encoding: .utf8)
      for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) })
      where !link.contains("://") {
        count += 1
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target =
          parts[0].isEmpty
          ? file : file.deletingLastPathComponent().appending(path: String(parts[0]))
        let isThere = FileManager.default.fileExists(atPath: target.standardizedFileURL.path)
        #expect(isThere, "\(page): \(link)")
        guard isThere, parts.count == 2, target.pathExtension == "md" else { continue }
        let headings = try String(contentsOf: target, encoding: .utf8).split(separator: "\n")
          .filter { $0.hasPrefix("#") }.map { Self.anchor(of: $0) }
        #expect(headings.contains(String(parts[1])), "\(page): \(link)")
      }
    }
    #expect(count > 100)
  }

  @Test("every script that a page names is there, and can be run where it names its interpreter")
  func scripts() throws {
    var count = 0
    for page in pages {
      let text = try String(contentsOf: root.appending(path: page), encoding: .utf8)
      for script in text.matches(of: /(?:\$ |`)(Scripts\/[\w.-]+)/).map({ String($0.1) }) {
        let path = root.appending(path: script).path
        #expect(FileManager.default.fileExists(atPath: path), "\(page): \(script)")
        guard try Data(contentsOf: URL(filePath: path)).starts(with: Array("#!".utf8)) else {
          continue
        }
        count += 1
        #expect(FileManager.default.isExecutableFile(atPath: path), "\(page): \(script)")
      }
    }
    #expect(count > 5)
  }

  /// What a link calls a heading: its letters and digits in small letters, with hyphens for spaces.
  private static func anchor(of heading: Substring) -> String {
    let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
    return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" })
      .replacing(" ", with: "-")
  }
}

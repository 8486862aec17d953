import Foundation

/// Every block of Swift in the package's documents, as a Swift file that can be compiled.
///
/// `Scripts/extract-snippets.sh` writes the file, and a test compares: so that an example that no
/// longer compiles is found where it stands.
struct SnippetExtraction {
  /// A block of Swift.
  struct Snippet {
    /// The document's path below the root, without its extension.
    let document: String
    /// Which of the document's blocks it is, from 1.
    let number: Int
    let lines: [String]
  }

  let snippets: [Snippet]

  /// The products that documents may take for granted.
  private static let modules = [
    "ArchitectureSampling", "ArchitectureSearch", "Distributed", "Evaluation", "GraphHyperNetworks",
    "ImageData",
    "NetworkExecution",
    "FineTuning", "Optimization", "Pictures", "Training", "TrainingLog",
  ]

  /// Reads the documents: README, docs, and the comments of every source file.
  init(root: URL) throws {
    var snippets: [Snippet] = []
    for path in try Self.documents(below: root) {
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      let lines = text.components(separatedBy: "\n").map { line in
        path.hasSuffix(".swift") ? Self.comment(in: line) : line
      }
      for (index, block) in Self.blocks(in: lines).enumerated() {
        snippets.append(Snippet(document: path, number: index + 1, lines: block))
      }
    }
    self.snippets = snippets
  }

  private static func documents(below root: URL) throws -> [String] {
    var paths = ["README.md", "CONTRIBUTING.md"]
    for folder in ["docs", "Sources"] {
      let all = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
      for case let path as String in all ?? .init() {
        if path.hasSuffix(".md") || path.hasSuffix(".swift") { paths.append("\(folder)/\(path)") }
      }
    }
    return paths.sorted()
  }

  /// What a line of source says to people; nothing where it is code.
  private static func comment(in line: String) -> String {
    let words = line.drop { $0 == " " }
    guard words.hasPrefix("///") else { return "" }
    return String(words.dropFirst(words.hasPrefix("/// ") ? 4 : 3))
  }

  private static func blocks(in lines: [String]) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    for line in lines {
      if line == "```swift" {
        block = []
      } else if line == "```", let whole = block {
        blocks.append(whole)
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  /// The Swift file: a method for each block, in which what the block takes for granted is a property
  /// of its context.
  var source: String {
    var imports = Set(Self.modules.map { "import \($0)" })
    var methods: [String] = []
    for snippet in snippets {
      let code = snippet.lines.filter { !$0.hasPrefix("import ") }
      imports.formUnion(snippet.lines.filter { $0.hasPrefix("import ") })
      // What a block only shows how to make is used here.
      let names = code.compactMap { $0.firstMatch(of: /^(?:let|var) ([^=:]+)/).map { $0.1 } }
        .flatMap { $0.split { !$0.isLetter && !$0.isNumber } }.map(String.init)
      let body = code.drop { $0.isEmpty } + Set(names).sorted().map { "_ = \($0)" }
      let head = [
        "  /// \(snippet.document), block \(snippet.number).",
        "  func \(name(of: snippet))() throws {",
      ]
      methods.append(
        (head + body.map { $0.isEmpty ? "" : "    \($0)" } + ["  }"]).joined(separator: "\n"))
    }
    return """
      // Made by Scripts/extract-snippets.sh from README, docs and comments; a test compares.
      // swift-format-ignore-file
      \(imports.sorted().joined(separator: "\n"))

      extension SnippetContext {
      \(methods.joined(separator: "\n\n"))
      }

      """
  }

  private func name(of snippet: Snippet) -> String {
    let words = snippet.document.split { !$0.isLetter && !$0.isNumber }.dropLast()
    return "snippet_" + words.joined(separator: "_") + "_\(snippet.number)"
  }
}

import ArchDAG
import FileBytes
import Foundation
import TestSupport
import Testing

/// The examples of docs/formats.md: blocks whose first line says how many architectures they hold.
@Suite struct DocumentedFormatsTests {
  struct Example: CustomTestStringConvertible {
    let text: String
    let count: Int
    var testDescription: String { "\(count): \(text.prefix(40))" }
  }

  static let examples: [Example] = {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/formats.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```").compactMap { block in
      let head = block.prefix { $0 != "\n" }.split(separator: " ")
      guard head.count == 3, head[1] == "reads", let count = Int(head[2]) else { return nil }
      return Example(text: String(block.drop { $0 != "\n" }.dropFirst()), count: count)
    }
  }()

  @Test func areThere() {
    #expect(Self.examples.count >= 11)
  }

  @Test("each example is read as the page says", arguments: examples)
  func reads(example: Example) throws {
    let folder = try TemporaryDirectory()
    let file = try MappedFile(path: folder.file("example.txt", holding: example.text))
    var options = GenotypeOptions()
    // ENAS rows say themselves how many layers there are.
    if !example.text.hasPrefix("[[") { options.cellCount = 3 }
    #expect(try Architecture.all(in: file, options: options).count == example.count)
    if example.count == 1 {
      let alone = try Architecture(
        bytes: Array(example.text.utf8), name: "example", options: options)
      #expect(!ArchitectureGraph(alone).nodes.isEmpty)
    }
  }
}

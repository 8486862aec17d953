import Foundation
import Testing

@Suite struct SnippetTests {
  @Test("the blocks of Swift that are compiled are those that people read")
  func snippets() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    let extraction = try SnippetExtraction(root: root)
    #expect(extraction.snippets.contains { $0.document == "README.md" })
    #expect(extraction.snippets.contains { $0.document.hasPrefix("Sources/GHN/") })
    let compiled = try String(
      contentsOf: folder.appendingPathComponent("Snippets.swift"), encoding: .utf8)
    #expect(
      extraction.source == compiled,
      "documents have changed: run Scripts/extract-snippets.sh and build again")
  }
}

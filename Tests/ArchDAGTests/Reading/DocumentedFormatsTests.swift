import ArchDAG
import FileBytes
import Foundation
import TestSupport
import Testing

/// The examples of docs/formats.md, as `ArchDAG` reads them.
@Suite struct DocumentedFormatsTests {
  @Test func areThere() {
    #expect(FormatExample.all.count >= 13)
  }

  @Test("each example is read as the page says", arguments: FormatExample.all)
  func reads(example: FormatExample) throws {
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

import ArchDAG
import ArchitectureSearch
import FileBytes
import TestSupport
import Testing

/// Both readers of lists, the one that builds networks and the one that hands texts on, take the same
/// files for the same architectures.
@Suite struct ListAgreementTests {
  /// How a text may be stored beside.
  private static let storages: [@Sendable (String) -> String] = [
    { $0 }, { $0.replacing("\n", with: "\r\n") }, { $0.replacing("\n", with: "\r") },
    { "\u{feff}\n \n" + $0 }, { $0 + "\n\n" },
  ]

  @Test("each example of docs/formats.md, however its lines end", arguments: FormatExample.all)
  func examples(example: FormatExample) throws {
    for store in Self.storages { try expectAgreement(on: store(example.text), example.count) }
  }

  @Test("one that is wrong costs the others nothing", arguments: FormatExample.all)
  func mistakes(example: FormatExample) throws {
    let cell = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"
    let line = example.text.split(separator: "\n").joined(separator: " ")
    guard example.count == 1 else { return }
    let quoted = line.hasPrefix("|") ? "'\(line)'" : line
    let isAssigned = line.hasPrefix("DARTS")
    try expectAgreement(on: "\(cell)\n{\"matrix\": \n\(line)\n", 3, wrong: 1)
    try expectAgreement(on: "\(line)\n[oops\n\(cell)", 3, wrong: 1)
    guard !isAssigned else { return }
    try expectAgreement(on: "[\"\(cell)\",\n{\"matrix\": },\n\(quoted)]", 3, wrong: 1)
    try expectAgreement(on: "(\(quoted), it's, '\(cell)',)", 3, wrong: 1)
    try expectAgreement(on: "[\(quoted), \(quoted)", 3, wrong: 2)
  }

  /// Expects a file to have so many architectures for both readers, which are the same ones.
  private func expectAgreement(
    on text: String, _ count: Int, wrong: Int? = nil
  ) throws {
    let file = try MappedFile(bytes: Array(text.utf8), path: "list")
    var options = GenotypeOptions()
    // ENAS rows say themselves how many layers there are.
    if !text.contains("[[1], [4") { options.cellCount = 3 }
    let list = try ArchitectureList(contentsOf: file, options: options)
    let table = try ArchitectureTable(file)
    #expect(list.count == count && table.count == count, "\(list.count), \(table.count): \(text)")
    guard list.count == count && table.count == count else { return }
    for index in 0..<count {
      guard index != wrong else {
        #expect(throws: ArchitectureError.self, "\(text)") { try list.architecture(at: index) }
        #expect(throws: SearchError.self, "\(text)") {
          try Architecture(listed: table.text(at: index), options: options)
        }
        continue
      }
      let built = try list.architecture(at: index)
      let listed = try Architecture(listed: table.text(at: index), options: options)
      #expect(built.parameters == listed.parameters && !built.parameters.isEmpty, "\(text)")
    }
  }
}

import Foundation

/// An example of docs/formats.md: a block whose first line says how many architectures it holds.
package struct FormatExample: Sendable, CustomStringConvertible {
  /// What stands in the block.
  package let text: String
  /// How many architectures that is.
  package let count: Int

  package var description: String { "\(count): \(text.prefix(40))" }

  /// All of them.
  package static let all: [FormatExample] = {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/formats.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```").compactMap { block in
      let head = block.prefix { $0 != "\n" }.split(separator: " ")
      guard head.count == 3, head[1] == "reads", let count = Int(head[2]) else { return nil }
      return FormatExample(text: String(block.drop { $0 != "\n" }.dropFirst()), count: count)
    }
  }()
}

/// A text that has one architecture on each line, as JSON lines and lists of cells do.
struct TextLines {
  /// The lines that are not blank, each with its number, from 1 on.
  let lines: [(number: Int, bytes: [UInt8])]

  /// The lines of a text; `nil` unless it has two or more and the first is complete by itself.
  ///
  /// JSON that is written over several lines begins with a bracket that its first line leaves open.
  init?(_ text: [UInt8]) {
    var lines: [(number: Int, bytes: [UInt8])] = []
    for (index, line) in text.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      guard let first = line.firstIndex(where: { !Self.isSpace($0) }),
        let last = line.lastIndex(where: { !Self.isSpace($0) })
      else { continue }
      lines.append((index + 1, Array(line[first...last])))
    }
    guard lines.count > 1, Self.isComplete(lines[0].bytes) else { return nil }
    self.lines = lines
  }

  /// Whether every bracket and string that a line opens ends on it.
  private static func isComplete(_ line: [UInt8]) -> Bool {
    var depth = 0
    var quote: UInt8?
    var isEscaped = false
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if let open = quote {
        if byte == UInt8(ascii: "\\") { isEscaped = true }
        if byte == open { quote = nil }
      } else {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth -= 1
        default: break
        }
      }
    }
    return depth == 0 && quote == nil && line.last != UInt8(ascii: "=")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

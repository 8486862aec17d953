/// The lines of a text that are not blank, without the spaces around them.
struct TextLines {
  /// Each line, and where it begins.
  let lines: [(start: TextPosition, bytes: ArraySlice<UInt8>)]

  /// Splits a text, whose lines may end in any way.
  init(_ text: [UInt8]) {
    var lines: [(start: TextPosition, bytes: ArraySlice<UInt8>)] = []
    var number = 1
    var start = text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    func add(upTo end: Int) {
      let line = text[start..<end]
      guard let first = line.firstIndex(where: { !TextLayout.isSpace($0) }),
        let last = line.lastIndex(where: { !TextLayout.isSpace($0) })
      else { return }
      lines.append((TextPosition(line: number, column: first - start + 1), line[first...last]))
    }
    for (offset, byte) in text.enumerated() where TextLayout.endsLine(byte) {
      // Behind a carriage return it ends the same line.
      if byte == 0x0a, offset > 0, text[offset - 1] == 0x0d {
        start = offset + 1
        continue
      }
      add(upTo: offset)
      start = offset + 1
      number += 1
    }
    add(upTo: text.count)
    self.lines = lines
  }
}

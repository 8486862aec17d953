/// A line and a column of a text, from 1 on.
struct TextPosition: CustomStringConvertible {
  let line: Int
  let column: Int

  init(line: Int, column: Int) {
    (self.line, self.column) = (line, column)
  }

  /// Reads what ``description`` says; `nil` for other locations.
  init?(_ location: String) {
    let words = location.split(separator: " ")
    guard words.count == 4, words[0] == "line", words[2] == "column", words[1].last == ",",
      let line = Int(words[1].dropLast()), let column = Int(words[3])
    else { return nil }
    self.init(line: line, column: column)
  }

  /// Where something stands in the text, by its position in a part that begins here.
  func position(of within: TextPosition) -> TextPosition {
    TextPosition(
      line: line + within.line - 1,
      column: within.line == 1 ? column + within.column - 1 : within.column)
  }

  var description: String { "line \(line), column \(column)" }
}

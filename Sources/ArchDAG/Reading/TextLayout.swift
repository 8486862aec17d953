public import FileBytes

/// How architectures stand in a text: the one rule for whoever reads lists.
///
/// Brackets, quotes and ends of lines are all that is looked at: what stands between them may be wrong,
/// and is an architecture of the list too, that the others may be read.
public enum TextLayout: Equatable, Sendable {
  /// One on each line that is not blank.
  case lines
  /// The elements of a list, as JSON or Python writes it: where each lies. Where nothing closes the list,
  /// the last is an empty one at the end.
  case elements([Range<Int>])
  /// One over several lines, or one that is not understood.
  case whole

  /// The longest text that is read, in bytes: that of an architecture, and of a list that is read as one.
  public static let lengthLimit = 32 << 20

  /// Finds out how a text is laid out.
  ///
  /// A text whose first line leaves a bracket open, or ends in `=`, goes on behind it: it is one
  /// architecture or one list. Any other text of several lines has an architecture on each.
  public init(_ text: RawSpan) {
    var position = 0
    while position < text.byteCount, text.isSkipped(at: position) { position += 1 }
    let start = position
    var brackets = OpenBrackets()
    var last: UInt8?
    while position < text.byteCount, !TextLayout.endsLine(text.byte(at: position)) {
      brackets.take(text.byte(at: position))
      if !TextLayout.isSpace(text.byte(at: position)) { last = text.byte(at: position) }
      position += 1
    }
    brackets.endLine()
    let isWhole = brackets.depth == 0 && last != UInt8(ascii: "=")
    while position < text.byteCount, TextLayout.isSpace(text.byte(at: position)) { position += 1 }
    if isWhole && position < text.byteCount || !TextLayout.isLiteral(text, at: start) {
      self = .lines
    } else if let opening = TextLayout.listOpening(text, at: start) {
      self = .elements(ListElements(of: text, openedAt: opening).ranges)
    } else {
      self = isWhole ? .lines : .whole
    }
  }

  /// Finds out how the text in a file is laid out.
  ///
  /// - Throws: ``ArchitectureError`` for files that are no text, as their first bytes say.
  public init(of file: MappedFile) throws(ArchitectureError) {
    try file.refuseForeignFormats()
    try ArchitectureText.checkEncoding(of: file.bytes(in: 0..<file.count, atMost: 4))
    self = file.withBytes { TextLayout($0) }
  }

  /// Whether a text begins as JSON or as what Python prints does.
  static func isLiteral(_ text: RawSpan, at start: Int) -> Bool {
    guard start < text.byteCount else { return false }
    let first = text.byte(at: start)
    if "{[\"('".utf8.contains(first) { return true }
    guard isLetter(first) else { return false }
    // A call, or an assignment of one.
    let end = min(text.byteCount, start + 200)
    let mark = (start..<end).first { !isPartOfName(text.byte(at: $0)) }
    return mark.map { "(=".utf8.contains(text.byte(at: $0)) } ?? false
  }

  /// Where the bracket stands that opens a list of architectures, perhaps behind `name =`; `nil` for
  /// numbers, which are the indices of one cell, and for lists of which the first has one number, the
  /// rows of one network.
  private static func listOpening(_ text: RawSpan, at start: Int) -> Int? {
    var position = start
    if isLetter(text.byte(at: start)) {
      while position < text.byteCount, isPartOfName(text.byte(at: position)) { position += 1 }
      guard position < text.byteCount, text.byte(at: position) == UInt8(ascii: "=") else {
        return nil
      }
      position += 1
    }
    func next() -> UInt8? {
      while position < text.byteCount, isSpace(text.byte(at: position)) { position += 1 }
      defer { position += 1 }
      return position < text.byteCount ? text.byte(at: position) : nil
    }
    guard let opening = next(), opensList(opening) else { return nil }
    let offset = position - 1
    guard let first = next() else { return nil }
    guard opensList(first) else {
      return isPartOfNumber(first) || closesList(first) ? nil : offset
    }
    var byte = next()
    guard let digit = byte, isPartOfNumber(digit) else { return offset }
    while let digit = byte, isPartOfNumber(digit) { byte = next() }
    if byte == UInt8(ascii: ",") { byte = next() }
    return byte.map { closesList($0) ? nil : offset } ?? offset
  }

  private static func opensList(_ byte: UInt8) -> Bool { "[(".utf8.contains(byte) }
  private static func closesList(_ byte: UInt8) -> Bool { "])".utf8.contains(byte) }
  private static func isPartOfNumber(_ byte: UInt8) -> Bool { "-+.0123456789".utf8.contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }
  private static func isPartOfName(_ byte: UInt8) -> Bool {
    isPartOfWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: " ")
  }
  fileprivate static func isPartOfWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || "_0123456789".utf8.contains(byte)
  }
  static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

extension RawSpan {
  /// Whether a byte in front of a text is none of it: a space, or one of a byte order mark.
  fileprivate func isSkipped(at offset: Int) -> Bool {
    let byte = byte(at: offset)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    return TextLayout.isSpace(byte) || offset < 3 && byte == mark[offset]
  }
}

/// Counts the brackets that are open behind the bytes that it took; those between quotes are text.
///
/// A text that its line does not end is a mistake, and ends with it, so that it costs no other; and a quote
/// behind a letter is an apostrophe.
private struct OpenBrackets {
  private(set) var depth = 0
  private var quote: UInt8?
  private var isEscaped = false
  private var followsWord = false

  /// Whether the next byte stands between quotes.
  var isInText: Bool { quote != nil }

  mutating func take(_ byte: UInt8) {
    defer { followsWord = TextLayout.isPartOfWord(byte) }
    if TextLayout.endsLine(byte) { return endLine() }
    if isEscaped {
      isEscaped = false
    } else if let open = quote {
      if byte == UInt8(ascii: "\\") { isEscaped = true }
      if byte == open { quote = nil }
    } else {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): if !followsWord { quote = byte }
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth -= 1
      default: break
      }
    }
  }

  mutating func endLine() { (quote, isEscaped) = (nil, false) }
}

/// Finds the elements of a list, byte by byte.
private struct ListElements {
  private(set) var ranges: [Range<Int>] = []
  /// The element at hand, up to its last byte that is no space.
  private var element: Range<Int>?

  init(of text: RawSpan, openedAt start: Int) {
    var brackets = OpenBrackets()
    var isClosed = false
    for offset in start + 1..<text.byteCount {
      let byte = text.byte(at: offset)
      if !isClosed && brackets.depth == 0 && !brackets.isInText {
        if byte == UInt8(ascii: ",") {
          close(at: offset)
          continue
        }
        if "])".utf8.contains(byte) {
          if element != nil { close(at: offset) }
          isClosed = true
          continue
        }
      }
      // A bracket too many is the mistake of its element alone.
      if brackets.depth > 0 || !"]})".utf8.contains(byte) || brackets.isInText {
        brackets.take(byte)
      }
      if !TextLayout.isSpace(byte) { element = (element?.lowerBound ?? offset)..<offset + 1 }
    }
    if let element { ranges.append(element) }
    // One that is cut off is wrong by itself.
    if !isClosed && brackets.depth == 0 { ranges.append(text.byteCount..<text.byteCount) }
  }

  private mutating func close(at offset: Int) {
    ranges.append(element ?? offset..<offset)
    element = nil
  }
}

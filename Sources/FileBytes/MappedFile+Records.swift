extension MappedFile {
  /// The lines, or the records of a table in CSV, that hold more than spaces.
  ///
  /// Source: RFC 4180, section 2.
  ///
  /// - Parameter keepingQuotes: whether a field that begins with a quote ends with one that no other
  ///   character of the field follows, and ends of lines between them are part of it. Where none closes
  ///   it, it ends with its line, and so does every field behind.
  /// - Returns: the numbers of their first lines, from 1, and their bytes without what ends them.
  public func records(keepingQuotes: Bool) -> [(number: Int, bytes: Range<Int>)] {
    withBytes { bytes in
      var scanner = RecordScanner(from: byteOrderMarkLength, knowsQuotes: keepingQuotes)
      while scanner.offset < bytes.byteCount {
        // SAFETY: the offset lies within the span, and every byte is a number.
        scanner.take(unsafe bytes.unsafeLoad(fromByteOffset: scanner.offset, as: UInt8.self))
        if scanner.offset == bytes.byteCount { scanner.end() }
      }
      return scanner.records
    }
  }
}

/// Splits a table into records, byte by byte.
private struct RecordScanner {
  private(set) var records: [(number: Int, bytes: Range<Int>)] = []
  /// Where the next byte stands.
  private(set) var offset: Int
  private var start: Int
  /// The number of the next byte's line, and of the record's first one.
  private var line = 1
  private var firstLine = 1
  /// Where a quoted field's first line ends, that its record could be read again from there.
  private var firstEnd: (offset: Int, line: Int)?
  private var isQuoted = false
  /// Whether the byte before was a quote that may be the last of its field.
  private var mayEndQuote = false
  private var beginsField = true
  private var isBlank = true
  private var endsByReturn = false
  private var knowsQuotes: Bool

  init(from start: Int, knowsQuotes: Bool) {
    (offset, self.start, self.knowsQuotes) = (start, start, knowsQuotes)
  }

  mutating func take(_ byte: UInt8) {
    let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    // Behind a carriage return it ends the same line.
    let isSecond = byte == UInt8(ascii: "\n") && endsByReturn
    endsByReturn = byte == UInt8(ascii: "\r")
    offset += 1
    if isSecond {
      if !isQuoted { (start, firstLine) = (offset, line) }
      return
    }
    if isEnd {
      if mayEndQuote { (isQuoted, mayEndQuote) = (false, false) }
      line += 1
      if isQuoted {
        firstEnd = firstEnd ?? (offset - 1, line - 1)
      } else {
        endRecord(at: offset - 1)
      }
      return
    }
    if byte == UInt8(ascii: "\""), isQuoted {
      // Two of them are one; any other is the last only where a field may end.
      mayEndQuote.toggle()
    } else if byte == UInt8(ascii: "\""), beginsField && knowsQuotes {
      isQuoted = true
    } else if isQuoted && mayEndQuote && byte == UInt8(ascii: ",") {
      (isQuoted, beginsField) = (false, true)
    } else {
      beginsField = byte == UInt8(ascii: ",")
    }
    if byte != UInt8(ascii: "\"") { mayEndQuote = false }
    if byte != UInt8(ascii: " ") { isBlank = false }
  }

  /// Ends the last record.
  mutating func end() {
    if isQuoted && !mayEndQuote, let firstEnd {
      // Nothing closes the quote: the lines behind it are records again.
      (offset, line, knowsQuotes, endsByReturn) = (firstEnd.offset, firstEnd.line, false, false)
      (isQuoted, mayEndQuote) = (false, false)
      return
    }
    endRecord(at: offset)
  }

  private mutating func endRecord(at end: Int) {
    if !isBlank && start < end { records.append((firstLine, start..<end)) }
    (start, firstLine, firstEnd) = (offset, line, nil)
    (isQuoted, mayEndQuote, beginsField, isBlank) = (false, false, true, true)
  }
}

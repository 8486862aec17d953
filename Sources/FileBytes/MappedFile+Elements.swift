extension MappedFile {
  /// Where the elements of a list in JSON lie whose first one is an object, a text, or a list of lists;
  /// `nil` for a file that does not begin as one.
  ///
  /// Commas and brackets are all that is looked at: what stands between them may be no JSON, and is an
  /// element too, as is what stands behind the list.
  public func elementsOfList() -> [Range<Int>]? {
    withBytes { bytes in
      var scanner = ElementScanner()
      guard scanner.begins(bytes, from: byteOrderMarkLength) else { return nil }
      for offset in scanner.end..<bytes.byteCount {
        // SAFETY: the offset lies within the span, and every byte is a number.
        scanner.take(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self), at: offset)
      }
      scanner.finish()
      return scanner.elements
    }
  }

  /// The bytes in a range, at most so many.
  ///
  /// - Precondition: the range lies within the file.
  public func bytes(in range: Range<Int>, atMost limit: Int) -> [UInt8] {
    withBytes { bytes in
      precondition(range.upperBound <= bytes.byteCount, "\(range) of \(bytes.byteCount) bytes")
      return range.prefix(limit).map { offset in
        // SAFETY: the offset lies within the span, and every byte is a number.
        unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      }
    }
  }
}

/// Finds the elements of a list in JSON, byte by byte.
private struct ElementScanner {
  private(set) var elements: [Range<Int>] = []
  /// Behind the last byte that was taken.
  private(set) var end = 0
  /// In how many lists and objects the next byte stands; 0 behind the list.
  private var depth = 1
  private var isInText = false
  private var isEscaped = false
  private var isClosed = false
  /// The element at hand, up to its last byte that is no space.
  private var element: Range<Int>?

  /// Takes the bracket that opens the list; answers whether there is such a list.
  mutating func begins(_ bytes: RawSpan, from start: Int) -> Bool {
    var found: [UInt8] = []
    for offset in start..<bytes.byteCount {
      // SAFETY: the offset lies within the span, and every byte is a number.
      let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      if Self.isSpace(byte) { continue }
      found.append(byte)
      if found.count == 1 { end = offset + 1 }
      if found.count == 3 { break }
    }
    let head = String(decoding: found, as: UTF8.self)
    // Two brackets begin the rows of one network.
    return head.hasPrefix("[{") || head.hasPrefix("[\"") || head == "[[["
  }

  mutating func take(_ byte: UInt8, at offset: Int) {
    if isInText {
      extend(to: offset)
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInText = false
      }
      return
    }
    if Self.isSpace(byte) { return }
    if depth == 1 && !isClosed {
      if byte == UInt8(ascii: ",") { return close(at: offset) }
      if byte == UInt8(ascii: "]") {
        if element != nil { close(at: offset) }
        isClosed = true
        return
      }
    }
    extend(to: offset)
    switch byte {
    case UInt8(ascii: "\""): isInText = true
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(1, depth - 1)
    default: break
    }
  }

  /// Ends the last element, of a list that is cut off or has something behind it.
  mutating func finish() {
    if let element { elements.append(element) }
    element = nil
  }

  private mutating func extend(to offset: Int) {
    element = (element?.lowerBound ?? offset)..<offset + 1
  }

  private mutating func close(at offset: Int) {
    elements.append(element ?? offset..<offset)
    element = nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}

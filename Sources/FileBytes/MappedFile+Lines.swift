extension MappedFile {
  /// Where the lines begin that hold more than spaces, one number each.
  public func lineStarts() -> [Int] { numberedLines().map(\.start) }

  /// Hands on the lines of a file that grows line by line, one after another.
  ///
  /// A last one that was cut off, since its writer was killed, is left out, and so are lines of spaces.
  ///
  /// - Parameters:
  ///   - limit: how many bytes of a line are read.
  ///   - body: takes the number of a line, from 1, and its bytes.
  /// - Throws: what `body` throws.
  public func forEachWholeLine<Failure: Error>(
    atMost limit: Int, _ body: (_ number: Int, _ bytes: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let lines = numberedLines()
    for (number, start) in endsLine ? lines[...] : lines.dropLast() {
      try body(number, line(from: start, atMost: limit))
    }
  }

  /// The lines that hold more than spaces: their numbers, from 1, and where they begin.
  private func numberedLines() -> [(number: Int, start: Int)] {
    withBytes { bytes in
      var starts: [(number: Int, start: Int)] = []
      var begins = true
      var number = 1
      var endsByReturn = false
      for offset in byteOrderMarkLength..<bytes.byteCount {
        // SAFETY: the offset lies within the span, and every byte is a number.
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        if byte == UInt8(ascii: "\n") {
          // Behind a carriage return it ends the same line.
          if !endsByReturn { number += 1 }
          begins = true
        } else if byte == UInt8(ascii: "\r") {
          begins = true
          number += 1
        } else if begins && byte != UInt8(ascii: " ") {
          starts.append((number, offset))
          begins = false
        }
        endsByReturn = byte == UInt8(ascii: "\r")
      }
      return starts
    }
  }

  /// How many bytes a byte order mark of UTF-8 takes at the beginning, by which some programs mark texts.
  public var byteOrderMarkLength: Int {
    withBytes { bytes in
      guard bytes.byteCount > 2 else { return 0 }
      // SAFETY: the first three bytes lie within the span, and every byte is a number.
      let isMark = (0..<3).allSatisfy { offset in
        unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
          == [0xef, 0xbb, 0xbf][offset]
      }
      return isMark ? 3 : 0
    }
  }

  /// The bytes from an offset to the end of its line, without what ends it, and at most so many.
  ///
  /// - Precondition: the offset is one of ``lineStarts()``.
  public func line(from start: Int, atMost limit: Int) -> [UInt8] {
    withBytes { bytes in
      precondition((0...bytes.byteCount).contains(start), "\(start) of \(bytes.byteCount) bytes")
      var line: [UInt8] = []
      for offset in start..<min(bytes.byteCount, start + limit) {
        // SAFETY: the offset lies within the span, and every byte is a number.
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
        line.append(byte)
      }
      return line
    }
  }

  /// Whether nothing stands behind the last end of a line.
  public var endsLine: Bool {
    withBytes { bytes in
      guard bytes.byteCount > 0 else { return true }
      // SAFETY: the last byte lies within the span, and every byte is a number.
      let last = unsafe bytes.unsafeLoad(fromByteOffset: bytes.byteCount - 1, as: UInt8.self)
      return last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r")
    }
  }
}

extension MappedFile {
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

extension MappedFile {
  /// Where the lines begin that hold more than spaces, one number each.
  public func lineStarts() -> [Int] {
    withBytes { bytes in
      var starts: [Int] = []
      var begins = true
      for place in 0..<bytes.byteCount {
        // SAFETY: the place lies within the span, and every byte is a number.
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        if byte == UInt8(ascii: "\n") {
          begins = true
        } else if begins && byte != UInt8(ascii: "\r") && byte != UInt8(ascii: " ") {
          starts.append(place)
          begins = false
        }
      }
      return starts
    }
  }

  /// The bytes from a place to the end of its line, without what ends it, and at most so many.
  ///
  /// - Precondition: the place is one of ``lineStarts()``.
  public func line(from start: Int, atMost limit: Int) -> [UInt8] {
    withBytes { bytes in
      precondition((0...bytes.byteCount).contains(start), "\(start) of \(bytes.byteCount) bytes")
      var line: [UInt8] = []
      for place in start..<min(bytes.byteCount, start + limit) {
        // SAFETY: the place lies within the span, and every byte is a number.
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        if byte == UInt8(ascii: "\n") { break }
        line.append(byte)
      }
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      return line
    }
  }

  /// Whether nothing stands behind the last end of a line.
  public var endsLine: Bool {
    withBytes { bytes in
      guard bytes.byteCount > 0 else { return true }
      // SAFETY: the last byte lies within the span, and every byte is a number.
      let last = unsafe bytes.unsafeLoad(fromByteOffset: bytes.byteCount - 1, as: UInt8.self)
      return last == UInt8(ascii: "\n")
    }
  }
}

/// The text of an architecture: UTF-8 of bounded length, without a byte order mark.
struct ArchitectureText {
  /// The text's bytes, which are valid UTF-8.
  let bytes: [UInt8]

  /// The longest text that is read, in bytes.
  static let lengthLimit = TextLayout.lengthLimit

  /// Checks bytes that should be text.
  ///
  /// A UTF-8 byte order mark is skipped; line ends are left as they are.
  ///
  /// - Throws: ``ArchitectureError`` if the bytes are empty, too many, or no UTF-8.
  init(_ bytes: [UInt8]) throws(ArchitectureError) {
    try Self.checkEncoding(of: bytes)
    let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    guard String(validating: text, as: UTF8.self) != nil else {
      throw .malformed(location: "text", expected: "UTF-8", found: "other bytes")
    }
    guard let first = text.firstIndex(where: { !Self.isSpace($0) }) else {
      throw .malformed(location: "text", expected: "an architecture", found: "nothing")
    }
    self.bytes = Array(text[first...])
  }

  /// Checks that bytes are not too many for a text, and do not begin as one of wider characters.
  ///
  /// - Throws: ``ArchitectureError``.
  static func checkEncoding(of bytes: [UInt8]) throws(ArchitectureError) {
    guard bytes.count <= lengthLimit else {
      throw .tooLarge(location: "text", limit: "\(lengthLimit) bytes", found: "\(bytes.count)")
    }
    guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
      throw .malformed(location: "text", expected: "UTF-8", found: "UTF-16")
    }
    guard !bytes.prefix(4).contains(0) else {
      throw .malformed(
        location: "text", expected: "UTF-8", found: "zero bytes, as in UTF-16 or UTF-32")
    }
  }

  /// The first byte that is no white space.
  var firstByte: UInt8 { bytes[0] }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

/// The text of an architecture: UTF-8 of bounded length, without a byte order mark.
struct ArchitectureText {
  /// The text's bytes, which are valid UTF-8.
  let bytes: [UInt8]

  /// The longest text that is read.
  static let lengthLimit = 32 << 20

  /// Checks bytes that should be text.
  ///
  /// A UTF-8 byte order mark is skipped; line ends are left as they are.
  ///
  /// - Throws: ``ArchitectureError`` if the bytes are empty, too many, or no UTF-8.
  init(_ bytes: [UInt8]) throws(ArchitectureError) {
    guard bytes.count <= Self.lengthLimit else {
      throw .tooLarge(
        location: "text", limit: "\(Self.lengthLimit) bytes", found: "\(bytes.count)")
    }
    let marks: [(bytes: [UInt8], name: String)] = [
      ([0xff, 0xfe], "UTF-16"), ([0xfe, 0xff], "UTF-16"),
    ]
    for mark in marks where bytes.starts(with: mark.bytes) {
      throw .malformed(location: "text", expected: "UTF-8", found: mark.name)
    }
    guard !bytes.prefix(4).contains(0) else {
      throw .malformed(
        location: "text", expected: "UTF-8", found: "zero bytes, as in UTF-16 or UTF-32")
    }
    let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    guard String(validating: text, as: UTF8.self) != nil else {
      throw .malformed(location: "text", expected: "UTF-8", found: "other bytes")
    }
    guard let first = text.firstIndex(where: { !Self.isSpace($0) }) else {
      throw .malformed(location: "text", expected: "an architecture", found: "nothing")
    }
    self.bytes = Array(text[first...])
  }

  /// The first byte that is no white space.
  var firstByte: UInt8 { bytes[0] }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}

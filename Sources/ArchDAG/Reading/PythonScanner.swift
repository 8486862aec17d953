/// Reads the bytes of a Python text from left to right: names, whole numbers and signs, white space
/// skipped.
struct PythonScanner {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The byte at hand; `nil` at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The next byte that is no white space.
  mutating func peek() -> UInt8? {
    while let byte = current, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
    return current
  }

  /// Goes past the byte at hand.
  mutating func advance() { position += 1 }

  /// Goes back to an earlier position.
  mutating func rewind(to earlier: Int) { position = earlier }

  /// Goes past a character, if it is the next one.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Goes past a name, perhaps with points in it; `nil` if none is next.
  mutating func nextName() -> String? {
    _ = peek()
    let start = position
    while let byte = current, Self.isPartOfName(byte) { position += 1 }
    guard position > start, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[start]) else {
      position = start
      return nil
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Goes past the bytes of a number.
  mutating func nextNumber() -> ArraySlice<UInt8> {
    _ = peek()
    let start = position
    while let byte = current, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    return bytes[start..<position]
  }

  /// Goes past a whole number.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  mutating func nextInteger() throws(ArchitectureError) -> Int {
    let digits = nextNumber()
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
      position = digits.startIndex
      throw fault("a whole number")
    }
    return number
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Line and column of the byte at hand, for errors.
  var location: String {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return "line \(line), column \(column)"
  }

  /// The error that something else stands here than was expected.
  func fault(_ expected: String) -> ArchitectureError {
    let found =
      current.map { "'\(String(decoding: [$0], as: UTF8.self))'" } ?? "the end of the text"
    return .malformed(location: location, expected: expected, found: found)
  }
}

/// Finds the first offset at which a text stops being JSON.
///
/// The decoder of the standard library says only that there is one.
///
/// Source: RFC 8259, sections 2 to 7.
struct JSONSyntax {
  private let bytes: [UInt8]
  private var offset = 0
  /// The closing brackets that are still to come.
  private var expectedClosings: [UInt8] = []

  /// What is wrong, and where.
  struct Fault: Equatable {
    let line: Int
    let column: Int
    let expected: String
    let found: String
  }

  /// The first fault of `bytes`; `nil` if they are JSON.
  static func fault(in bytes: [UInt8]) -> Fault? {
    var syntax = JSONSyntax(bytes: bytes)
    return syntax.missing().map(syntax.fault)
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What is missing at `offset`, after all before it has been taken.
  private mutating func missing() -> String? {
    repeat {
      if let missing = valueOrOpening() { return missing }
      // A value is complete: close what ends here, until a further value must follow.
      while let closing = expectedClosings.last {
        if take(closing) {
          expectedClosings.removeLast()
        } else if take(",") {
          if closing == UInt8(ascii: "}"), let missing = key() { return missing }
          break
        } else {
          return "',' or '\(Character(UnicodeScalar(closing)))'"
        }
      }
    } while !expectedClosings.isEmpty
    skipSpace()
    return offset == bytes.count ? nil : "the end"
  }

  /// Takes a value; of a list or an object only what stands before its first value.
  private mutating func valueOrOpening() -> String? {
    while true {
      if take("[") {
        guard !take("]") else { return nil }
        expectedClosings.append(UInt8(ascii: "]"))
      } else if take("{") {
        guard !take("}") else { return nil }
        expectedClosings.append(UInt8(ascii: "}"))
        if let missing = key() { return missing }
      } else {
        return scalar()
      }
      guard expectedClosings.count <= 512 else { return "at most 512 brackets in each other" }
    }
  }

  private mutating func key() -> String? {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      return "a name in quotes"
    }
    if let missing = string() { return missing }
    return take(":") ? nil : "':'"
  }

  private mutating func scalar() -> String? {
    skipSpace()
    guard offset < bytes.count else { return "a value" }
    if bytes[offset] == UInt8(ascii: "\"") { return string() }
    for word in ["true", "false", "null"] where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return nil
    }
    return number() ? nil : "a value"
  }

  private mutating func string() -> String? {
    offset += 1
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      guard bytes[offset] >= 0x20 else { return "no control character in a string" }
      guard bytes[offset] == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      guard offset + 1 < bytes.count, "\"\\/bfnrtu".utf8.contains(bytes[offset + 1]) else {
        return "an escape such as \\n"
      }
      offset += 2
    }
    guard offset < bytes.count else { return "a closing quote" }
    offset += 1
    return nil
  }

  private mutating func number() -> Bool {
    let start = offset
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    var isNumber = takeDigits()
    for (mark, sign) in [(".", ""), ("eE", "+-")] where offset < bytes.count {
      guard isNumber, mark.utf8.contains(bytes[offset]) else { continue }
      offset += 1
      if offset < bytes.count, sign.utf8.contains(bytes[offset]) { offset += 1 }
      isNumber = takeDigits()
    }
    if !isNumber { offset = start }
    return isNumber
  }

  private mutating func takeDigits() -> Bool {
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      offset += 1
    }
    return offset > start
  }

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    take(UInt8(ascii: mark))
  }

  private mutating func take(_ mark: UInt8) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == mark else { return false }
    offset += 1
    return true
  }

  private func fault(_ expected: String) -> Fault {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Fault(
      line: 1 + before.count { $0 == UInt8(ascii: "\n") }, column: 1 + offset - lineStart,
      expected: expected,
      found: offset < bytes.count
        ? "'\(String(decoding: bytes[offset...].prefix(16), as: UTF8.self))'"
        : "the end of the text"
    )
  }
}

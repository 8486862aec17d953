/// A cursor over JSON whose structure is known: the caller says what comes next.
///
/// So there is no tree, nothing recurses, and whatever was not asked for is refused where it
/// stands.
///
/// Source: RFC 8259.
struct JSONScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The byte that comes next.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The error that something else was expected here.
  func expected(_ what: String) -> JSONFlaw {
    .unexpected(offset: offset, expected: what, found: next)
  }

  /// Steps over white space.
  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      offset += 1
    }
  }

  /// Steps over spaces, after which the bytes must end.
  mutating func expectOnlySpaces() throws(JSONFlaw) {
    while next == 0x20 { offset += 1 }
    guard next == nil else { throw expected("spaces up to the end") }
  }

  /// Steps over white space and one character of punctuation.
  mutating func expect(_ character: Unicode.Scalar) throws(JSONFlaw) {
    guard skip(character) else { throw expected("'\(character)'") }
  }

  /// Steps over white space and one character, if it comes next.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// Reads an object, whose keys must differ; `member` reads the value of each key.
  mutating func object(
    _ member: (_ key: String, _ scanner: inout JSONScanner) throws(JSONFlaw) -> Void
  ) throws(JSONFlaw) {
    try expect("{")
    if skip("}") { return }
    var keys: Set<String> = []
    repeat {
      skipSpace()
      let start = offset
      let key = try string()
      guard keys.insert(key).inserted else { throw .duplicateKey(offset: start, key: key) }
      try expect(":")
      try member(key, &self)
    } while skip(",")
    guard skip("}") else { throw expected("',' or '}'") }
  }

  /// Reads an array; `element` reads each of its elements.
  mutating func array(
    _ element: (_ scanner: inout JSONScanner) throws(JSONFlaw) -> Void
  ) throws(JSONFlaw) {
    try expect("[")
    if skip("]") { return }
    repeat { try element(&self) } while skip(",")
    guard skip("]") else { throw expected("',' or ']'") }
  }

  /// A natural number: digits without sign, fraction, exponent or leading zero.
  mutating func naturalNumber() throws(JSONFlaw) -> Int {
    skipSpace()
    let start = offset
    var number = 0
    while let byte = next, byte >= 0x30 && byte <= 0x39 {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - 0x30))
      guard !overflow && !carry else { throw .notANaturalNumber(offset: start) }
      number = sum
      offset += 1
    }
    guard offset > start else {
      if next == UInt8(ascii: "-") { throw .notANaturalNumber(offset: start) }
      throw expected("a natural number")
    }
    let hasLeadingZero = bytes[start] == 0x30 && offset > start + 1
    let continues = next.map { ".eE".utf8.contains($0) } ?? false
    guard !hasLeadingZero && !continues else { throw .notANaturalNumber(offset: start) }
    return number
  }

  /// Steps over any value.
  mutating func skipValue(depth: Int = 0) throws(JSONFlaw) {
    let limit = 32
    skipSpace()
    guard depth < limit else { throw .tooDeep(offset: offset, limit: limit) }
    switch next {
    case UInt8(ascii: "{"):
      try object { (_, scanner) throws(JSONFlaw) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { (scanner) throws(JSONFlaw) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default: try skipLiteral()
    }
  }

  /// Steps over a number, `true`, `false` or `null`.
  private mutating func skipLiteral() throws(JSONFlaw) {
    let start = offset
    while let byte = next, Self.literalBytes.contains(byte) { offset += 1 }
    let literal = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard ["true", "false", "null"].contains(literal) || Double(literal)?.isFinite == true else {
      offset = start
      throw expected("a value")
    }
  }

  /// What numbers, `true`, `false` and `null` are made of.
  private static let literalBytes = Set("0123456789+-.eEtrufalsn".utf8)

  /// A string, without its quotes and with its escapes resolved.
  mutating func string() throws(JSONFlaw) -> String {
    skipSpace()
    let start = offset
    guard next == UInt8(ascii: "\"") else { throw expected("a string") }
    offset += 1
    var content: [UInt8] = []
    var runStart = offset
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw expected("a character of a string") }
      offset += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      content += bytes[runStart..<offset - 1]
      content += Array(String(try escapedScalar()).utf8)
      runStart = offset
    }
    guard next != nil else { throw expected("the end of a string") }
    offset += 1
    let isPlain = runStart == start + 1
    if !isPlain { content += bytes[runStart..<offset - 1] }
    let text =
      isPlain
      ? String(validating: bytes[runStart..<offset - 1], as: UTF8.self)
      : String(validating: content, as: UTF8.self)
    guard let text else { throw .invalidUTF8(offset: start) }
    return text
  }

  /// The character that the escape after a backslash names.
  private mutating func escapedScalar() throws(JSONFlaw) -> Unicode.Scalar {
    let start = offset - 1
    guard let byte = next else { throw expected("an escape") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      offset -= 1
      throw expected("an escape")
    }
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(unit), next == UInt8(ascii: "\\") else {
      throw .loneSurrogate(offset: start)
    }
    offset += 1
    guard next == UInt8(ascii: "u") else { throw .loneSurrogate(offset: start) }
    offset += 1
    let trail = try hexadecimalUnit()
    guard UTF16.isTrailSurrogate(trail) else { throw .loneSurrogate(offset: start) }
    return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
  }

  private mutating func hexadecimalUnit() throws(JSONFlaw) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("a hexadecimal digit")
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }
}

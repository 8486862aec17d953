/// Turns what Python prints of an architecture into JSON, in which all of them are read.
///
/// Lists and tuples become lists, dictionaries and calls with named arguments objects, and
/// `range(a, b)` the list of its numbers; strings may stand between either quotes. So
/// `Genotype(normal=[('sep_conv_3x3', 1)], normal_concat=range(2, 6))` becomes
/// `{"normal": [["sep_conv_3x3", 1]], "normal_concat": [2, 3, 4, 5]}`. An assignment,
/// `DARTS_V2 = Genotype(…)`, is its right side.
///
/// Source: the Python language reference, section "Literals"; `repr` of a `namedtuple`.
struct PythonLiteral {
  private let bytes: [UInt8]
  private var position = 0
  private var json: [UInt8] = []

  /// No architecture nests deeper.
  private static let depthLimit = 64

  /// No cell concatenates more states.
  private static let rangeLimit = 1024

  /// Whether a text is written as Python does it: with `'` or `(` where JSON has neither.
  static func describes(_ text: some Sequence<UInt8>) -> Bool {
    var isQuoted = false
    var isEscaped = false
    for byte in text {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if isQuoted {
        isEscaped = byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "(") {
        return true
      }
    }
    return false
  }

  /// The same in JSON.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``, which names line and
  ///   column.
  static func json(_ text: [UInt8]) throws(ArchitectureError) -> [UInt8] {
    var literal = PythonLiteral(bytes: text)
    try literal.readStatement()
    return literal.json
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func readStatement() throws(ArchitectureError) {
    let start = position
    if nextName() != nil, skip("=") {
      // The name of an assignment says nothing of the architecture.
    } else {
      position = start
    }
    try readValue(depth: 0)
    guard peek() == nil else { throw fault("the end") }
  }

  private mutating func readValue(depth: Int) throws(ArchitectureError) {
    guard depth < Self.depthLimit else {
      throw .tooLarge(location: location, limit: "\(Self.depthLimit) nested lists", found: "more")
    }
    guard let first = peek() else { throw fault("a value") }
    switch first {
    case UInt8(ascii: "["):
      position += 1
      try readList(until: "]", depth: depth)
    case UInt8(ascii: "("):
      position += 1
      try readList(until: ")", depth: depth)
    case UInt8(ascii: "{"):
      position += 1
      try readDictionary(depth: depth)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    default: try readNamed(depth: depth)
    }
  }

  private mutating func readList(
    until end: Unicode.Scalar, depth: Int
  ) throws(ArchitectureError) {
    json.append(UInt8(ascii: "["))
    var isFirst = true
    while !skip(end) {
      if !isFirst { json.append(UInt8(ascii: ",")) }
      isFirst = false
      try readValue(depth: depth + 1)
      if !skip(",") && peek() != UInt8(ascii: end) { throw fault("',' or '\(end)'") }
    }
    json.append(UInt8(ascii: "]"))
  }

  private mutating func readDictionary(depth: Int) throws(ArchitectureError) {
    json.append(UInt8(ascii: "{"))
    var isFirst = true
    while !skip("}") {
      if !isFirst { json.append(UInt8(ascii: ",")) }
      isFirst = false
      guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        throw fault("a name between quotes")
      }
      try readString()
      guard skip(":") else { throw fault("':'") }
      json.append(UInt8(ascii: ":"))
      try readValue(depth: depth + 1)
      if !skip(",") && peek() != UInt8(ascii: "}") { throw fault("',' or '}'") }
    }
    json.append(UInt8(ascii: "}"))
  }

  /// `True`, `False`, `None`, `range(…)`, or a call with named arguments.
  private mutating func readNamed(depth: Int) throws(ArchitectureError) {
    let start = position
    guard let name = nextName() else { throw fault("a list, a number, a string or a name") }
    switch name {
    case "True": json += Array("true".utf8)
    case "False": json += Array("false".utf8)
    case "None": json += Array("null".utf8)
    case "range": try readRange()
    default:
      guard skip("(") else {
        position = start
        throw fault("a list, a number, a string or a call such as 'Genotype(…)'")
      }
      try readArguments(depth: depth)
    }
  }

  private mutating func readArguments(depth: Int) throws(ArchitectureError) {
    json.append(UInt8(ascii: "{"))
    var isFirst = true
    while !skip(")") {
      if !isFirst { json.append(UInt8(ascii: ",")) }
      isFirst = false
      guard let name = nextName(), skip("=") else { throw fault("a name and '='") }
      json += Array("\"\(name)\":".utf8)
      try readValue(depth: depth + 1)
      if !skip(",") && peek() != UInt8(ascii: ")") { throw fault("',' or ')'") }
    }
    json.append(UInt8(ascii: "}"))
  }

  private mutating func readRange() throws(ArchitectureError) {
    guard skip("(") else { throw fault("'('") }
    var bounds = [try nextInteger()]
    while bounds.count < 3, skip(",") { bounds.append(try nextInteger()) }
    guard skip(")") else { throw fault("')'") }
    let (first, end) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
    let step = bounds.count == 3 ? bounds[2] : 1
    let (span, overflow) = end.subtractingReportingOverflow(first)
    guard step != 0, !overflow, span.magnitude / step.magnitude < Self.rangeLimit else {
      throw .tooLarge(
        location: location, limit: "\(Self.rangeLimit) numbers of a range", found: "more")
    }
    let numbers = stride(from: first, to: end, by: step).map(String.init)
    json += Array("[\(numbers.joined(separator: ","))]".utf8)
  }

  // MARK: Words

  private mutating func readNumber() throws(ArchitectureError) {
    let start = position
    while let byte = current, Self.isPartOfNumber(byte) { position += 1 }
    json += bytes[start..<position]
  }

  private mutating func nextInteger() throws(ArchitectureError) -> Int {
    skipSpaces()
    let start = position
    while let byte = current, Self.isPartOfNumber(byte) { position += 1 }
    guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      position = start
      throw fault("a whole number")
    }
    return number
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    "+-.eE0123456789".utf8.contains(byte)
  }

  /// A string between either quotes, in JSON's; of its escapes those of the quotes are resolved.
  private mutating func readString() throws(ArchitectureError) {
    let quote = bytes[position]
    position += 1
    json.append(UInt8(ascii: "\""))
    while let byte = current, byte != quote {
      position += 1
      if byte == UInt8(ascii: "\\"), let escaped = current {
        position += 1
        if escaped == UInt8(ascii: "'") {
          json.append(escaped)
        } else {
          json += [byte, escaped]
        }
      } else if byte == UInt8(ascii: "\"") {
        json += Array("\\\"".utf8)
      } else if byte < 0x20 {
        position -= 1
        throw fault("the string's end on its line")
      } else {
        json.append(byte)
      }
    }
    guard current == quote else { throw fault("the string's end") }
    position += 1
    json.append(UInt8(ascii: "\""))
  }

  private mutating func nextName() -> String? {
    skipSpaces()
    let start = position
    while let byte = current, Self.isPartOfName(byte) { position += 1 }
    guard position > start, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[start]) else {
      position = start
      return nil
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The next byte that is no white space.
  private mutating func peek() -> UInt8? {
    skipSpaces()
    return current
  }

  private mutating func skipSpaces() {
    while let byte = current, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
  }

  /// Goes past a character, if it is the next one.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  // MARK: Errors

  private var location: String {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return "line \(line), column \(column)"
  }

  private func fault(_ expected: String) -> ArchitectureError {
    let found =
      current.map { "'\(String(decoding: [$0], as: UTF8.self))'" } ?? "the end of the text"
    return .malformed(location: location, expected: expected, found: found)
  }
}

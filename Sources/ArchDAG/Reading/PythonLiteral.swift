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
  private var scanner: PythonScanner
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
    var literal = PythonLiteral(PythonScanner(text))
    try literal.readStatement()
    return literal.json
  }

  private init(_ scanner: PythonScanner) {
    self.scanner = scanner
  }

  private mutating func readStatement() throws(ArchitectureError) {
    let start = scanner.position
    // The name of an assignment says nothing of the architecture.
    let isAssignment = scanner.nextName() != nil && scanner.skip("=")
    if !isAssignment { scanner.rewind(to: start) }
    try readValue(depth: 0)
    guard scanner.peek() == nil else { throw scanner.fault("the end") }
  }

  private mutating func readValue(depth: Int) throws(ArchitectureError) {
    guard depth < Self.depthLimit else {
      throw .tooLarge(
        location: scanner.location, limit: "\(Self.depthLimit) nested lists", found: "more")
    }
    guard let first = scanner.peek() else { throw scanner.fault("a value") }
    switch first {
    case UInt8(ascii: "["):
      scanner.advance()
      try readList(until: "]", depth: depth)
    case UInt8(ascii: "("):
      scanner.advance()
      try readList(until: ")", depth: depth)
    case UInt8(ascii: "{"):
      scanner.advance()
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
    try readItems(until: end) { (literal) throws(ArchitectureError) in
      try literal.readValue(depth: depth + 1)
    }
    json.append(UInt8(ascii: "]"))
  }

  private mutating func readDictionary(depth: Int) throws(ArchitectureError) {
    json.append(UInt8(ascii: "{"))
    try readItems(until: "}") { (literal) throws(ArchitectureError) in
      let quote = literal.scanner.peek()
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        throw literal.scanner.fault("a name between quotes")
      }
      try literal.readString()
      guard literal.scanner.skip(":") else { throw literal.scanner.fault("':'") }
      literal.json.append(UInt8(ascii: ":"))
      try literal.readValue(depth: depth + 1)
    }
    json.append(UInt8(ascii: "}"))
  }

  /// Items between commas, of which the last may stand behind one, up to a bracket.
  private mutating func readItems(
    until end: Unicode.Scalar,
    _ readItem: (_ literal: inout PythonLiteral) throws(ArchitectureError) -> Void
  ) throws(ArchitectureError) {
    var isFirst = true
    while !scanner.skip(end) {
      if !isFirst { json.append(UInt8(ascii: ",")) }
      isFirst = false
      try readItem(&self)
      guard scanner.skip(",") || scanner.peek() == UInt8(ascii: end) else {
        throw scanner.fault("',' or '\(end)'")
      }
    }
  }

  /// `True`, `False`, `None`, `range(…)`, or a call with named arguments.
  private mutating func readNamed(depth: Int) throws(ArchitectureError) {
    let start = scanner.position
    guard let name = scanner.nextName() else {
      throw scanner.fault("a list, a number, a string or a name")
    }
    switch name {
    case "True": json += Array("true".utf8)
    case "False": json += Array("false".utf8)
    case "None": json += Array("null".utf8)
    case "range": try readRange()
    default:
      guard scanner.skip("(") else {
        scanner.rewind(to: start)
        throw scanner.fault("a list, a number, a string or a call such as 'Genotype(…)'")
      }
      try readArguments(depth: depth)
    }
  }

  private mutating func readArguments(depth: Int) throws(ArchitectureError) {
    json.append(UInt8(ascii: "{"))
    try readItems(until: ")") { (literal) throws(ArchitectureError) in
      guard let name = literal.scanner.nextName(), literal.scanner.skip("=") else {
        throw literal.scanner.fault("a name and '='")
      }
      literal.json += Array("\"\(name)\":".utf8)
      try literal.readValue(depth: depth + 1)
    }
    json.append(UInt8(ascii: "}"))
  }

  private mutating func readRange() throws(ArchitectureError) {
    guard scanner.skip("(") else { throw scanner.fault("'('") }
    var bounds = [try scanner.nextInteger()]
    while bounds.count < 3, scanner.skip(",") { bounds.append(try scanner.nextInteger()) }
    guard scanner.skip(")") else { throw scanner.fault("')'") }
    let (first, end) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
    let step = bounds.count == 3 ? bounds[2] : 1
    let (span, overflow) = end.subtractingReportingOverflow(first)
    guard step != 0, !overflow, span.magnitude / step.magnitude < Self.rangeLimit else {
      throw .tooLarge(
        location: scanner.location, limit: "\(Self.rangeLimit) numbers of a range", found: "more")
    }
    let numbers = stride(from: first, to: end, by: step).map(String.init)
    json += Array("[\(numbers.joined(separator: ","))]".utf8)
  }

  private mutating func readNumber() throws(ArchitectureError) {
    json += scanner.nextNumber()
  }

  /// A string between either quotes, in JSON's; of its escapes those of the quotes are resolved.
  private mutating func readString() throws(ArchitectureError) {
    guard let quote = scanner.current else { throw scanner.fault("a string") }
    scanner.advance()
    json.append(UInt8(ascii: "\""))
    while let byte = scanner.current, byte != quote {
      guard byte >= 0x20 else { throw scanner.fault("the string's end on its line") }
      scanner.advance()
      if byte == UInt8(ascii: "\\"), let escaped = scanner.current {
        scanner.advance()
        if escaped == UInt8(ascii: "'") {
          json.append(escaped)
        } else {
          json += [byte, escaped]
        }
      } else if byte == UInt8(ascii: "\"") {
        json += Array("\\\"".utf8)
      } else {
        json.append(byte)
      }
    }
    guard scanner.current == quote else { throw scanner.fault("the string's end") }
    scanner.advance()
    json.append(UInt8(ascii: "\""))
  }
}

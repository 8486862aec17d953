/// One description, or a list of them, of which some may be wrong.
struct ArchitectureDescriptions: Decodable {
  /// Whether the text is a list, even one of a single architecture.
  let isList: Bool
  private let attempts: [Attempt]

  /// How many architectures the text has.
  var count: Int { attempts.count }

  /// The description at an index.
  ///
  /// - Throws: ``ArchitectureError``, which names the index if the text is a list.
  func description(at index: Int) throws(ArchitectureError) -> ArchitectureDescription {
    do {
      return try attempts[index].result.get()
    } catch {
      throw located(error, at: index)
    }
  }

  /// An error with the index in the list at which it was met.
  func located(_ error: ArchitectureError, at index: Int) -> ArchitectureError {
    guard isList else { return error }
    return error.located(in: "[\(index)]", attempts[index].start)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Numbers are the indices of one cell, and lists of which the first has one number are the rows
    // of one ENAS network, not a list.
    let indices = (try? container.decode([Int].self)) ?? []
    let rows = (try? container.decode([[Int]].self)) ?? []
    isList =
      (try? decoder.unkeyedContainer()) != nil && indices.isEmpty && rows.first?.count != 1
    attempts =
      isList
      ? try container.decode([Attempt].self)
      : [Attempt(result: .success(try ArchitectureDescription(from: decoder)))]
  }

  /// Reads a text: JSON, what Python prints, the string of a NAS-Bench-201 cell, or one of them on
  /// each line.
  ///
  /// - Throws: ``ArchitectureError`` if this is no such text; an architecture of a list that is
  ///   wrong, or that is no UTF-8, is only refused when it is asked for.
  init(bytes: [UInt8]) throws(ArchitectureError) {
    try ArchitectureText.checkEncoding(of: bytes)
    // SAFETY: every byte of an array of bytes is initialized.
    switch TextLayout(unsafe bytes.span.bytes) {
    case .lines:
      let lines = TextLines(bytes).lines
      guard lines.count > 1, lines.contains(where: { Self.isUTF8($0.bytes) }) else { break }
      self.init(isList: true, attempts: lines.map { Attempt($0.bytes, at: $0.start) })
      return
    case .elements(let elements):
      // Only a text that is wrong somewhere is read element by element, that it costs the others nothing.
      do throws(ArchitectureError) {
        try self.init(text: bytes)
      } catch {
        guard let attempts = Self.attempts(at: elements, of: bytes) else { throw error }
        self.init(isList: true, attempts: attempts)
      }
      return
    case .whole: break
    }
    try self.init(text: bytes)
  }

  /// Reads a text as a whole.
  private init(text: [UInt8]) throws(ArchitectureError) {
    self = try Self.read(try ArchitectureText(text).bytes)
    guard count > 0 else {
      throw .malformed(location: "text", expected: "an architecture", found: "an empty list")
    }
  }

  /// Reads each element of a list by itself; `nil` where it has fewer than two, or none can be read.
  private static func attempts(at elements: [Range<Int>], of text: [UInt8]) -> [Attempt]? {
    guard elements.count > 1 else { return nil }
    var (line, lineStart, counted) = (1, 0, 0)
    let attempts = elements.map { element in
      for offset in counted..<element.lowerBound where text[offset] == UInt8(ascii: "\n") {
        (line, lineStart) = (line + 1, offset + 1)
      }
      counted = element.lowerBound
      return Attempt(
        text[element], at: TextPosition(line: line, column: element.lowerBound - lineStart + 1),
        endsText: element.lowerBound == text.count)
    }
    return attempts.contains { (try? $0.result.get()) != nil } ? attempts : nil
  }

  private static func isUTF8(_ bytes: some Sequence<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private init(isList: Bool, attempts: [Attempt]) {
    self.isList = isList
    self.attempts = attempts
  }

  private static func read(_ bytes: [UInt8]) throws(ArchitectureError) -> ArchitectureDescriptions {
    let text = try ArchitectureText(bytes)
    if text.firstByte == UInt8(ascii: "|") {
      var line = String(decoding: bytes, as: UTF8.self)[...]
      while line.last?.isWhitespace == true { line.removeLast() }
      return ArchitectureDescriptions(
        isList: false,
        attempts: [Attempt(result: .success(.nasBench201(try NASBench201Cell(String(line)))))])
    }
    // SAFETY: every byte of an array of bytes is initialized.
    guard TextLayout.isLiteral(unsafe bytes.span.bytes, at: 0) else {
      throw .malformed(
        location: "text",
        expected: "an ONNX file, JSON, a cell between '|', or a printed Genotype(…)",
        found: "'\(String(decoding: bytes.prefix(24), as: UTF8.self))'")
    }
    guard PythonLiteral.describes(bytes) else {
      return try text.decoded(as: ArchitectureDescriptions.self)
    }
    return try ArchitectureText(try PythonLiteral.json(bytes))
      .decoded(as: ArchitectureDescriptions.self)
  }

  /// What became of one description.
  private struct Attempt: Decodable, Sendable {
    let result: Result<ArchitectureDescription, ArchitectureError>
    /// Where it begins, where each architecture is read by itself.
    var start: TextPosition?

    init(result: Result<ArchitectureDescription, ArchitectureError>) {
      self.result = result
    }

    /// Reads one architecture of a list.
    ///
    /// - Parameters:
    ///   - text: its bytes.
    ///   - start: where it begins.
    ///   - endsText: whether the text ends instead of it.
    init(_ text: ArraySlice<UInt8>, at start: TextPosition, endsText: Bool = false) {
      self.start = start
      do throws(ArchitectureError) {
        guard !endsText else {
          throw .malformed(
            location: "text", expected: "',' or the bracket that closes the list",
            found: "the end of the text")
        }
        let found = try ArchitectureDescriptions.read(try ArchitectureText(Array(text)).bytes)
        guard !found.isList, let only = found.attempts.first else {
          throw .list(location: "text", count: found.count)
        }
        result = only.result
      } catch {
        result = .failure(error)
      }
    }

    init(from decoder: any Decoder) throws {
      do {
        result = .success(try ArchitectureDescription(from: decoder))
      } catch let error as ArchitectureError {
        result = .failure(error)
      } catch let error as DecodingError {
        result = .failure(ArchitectureError(error))
      }
    }
  }
}

extension ArchitectureError {
  /// The same error, met in an architecture of a list.
  ///
  /// - Parameters:
  ///   - index: where in the list, such as `[3]`; locations that begin with it stay.
  ///   - start: where the architecture begins, if it was read by itself.
  /// - Returns: an error of the same case.
  fileprivate func located(in index: String, _ start: TextPosition?) -> ArchitectureError {
    func located(_ location: String) -> String {
      if location.hasPrefix(index) { return location }
      if let start, let within = TextPosition(location) {
        return "\(index), \(start.position(of: within))"
      }
      let line = start.map { ", line \($0.line)" } ?? ""
      return index + line + (location == "text" ? "" : ": \(location)")
    }
    return switch self {
    case .malformed(let location, let expected, let found):
      .malformed(location: located(location), expected: expected, found: found)
    case .unsupported(let location, let feature):
      .unsupported(location: located(location), feature: feature)
    case .undeclared(let location, let value):
      .undeclared(location: located(location), value: value)
    case .list(let location, let count):
      .list(location: located(location), count: count)
    case .tooLarge(let location, let limit, let found):
      .tooLarge(location: located(location), limit: limit, found: found)
    }
  }
}

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
    let line = attempts[index].line.map { ", line \($0)" } ?? ""
    return error.located(in: "[\(index)]", line)
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
  ///   wrong is only refused when it is asked for.
  init(_ text: ArchitectureText) throws(ArchitectureError) {
    if let lines = TextLines(text.bytes) {
      self.init(lines)
      return
    }
    self = try Self.read(text.bytes)
    guard count > 0 else {
      throw .malformed(location: "text", expected: "an architecture", found: "an empty list")
    }
  }

  /// Reads the bytes of a file, as above; bytes that are no UTF-8 cost their own line alone.
  ///
  /// - Throws: ``ArchitectureError``, as above.
  init(bytes: [UInt8]) throws(ArchitectureError) {
    do {
      try self.init(ArchitectureText(bytes))
    } catch {
      guard bytes.count <= ArchitectureText.lengthLimit, let lines = TextLines(bytes),
        String(validating: lines.lines[0].bytes, as: UTF8.self) != nil
      else { throw error }
      self.init(lines)
    }
  }

  private init(_ lines: TextLines) {
    isList = true
    attempts = lines.lines.map { number, bytes in
      do throws(ArchitectureError) {
        let line = try Self.read(bytes)
        guard !line.isList, let only = line.attempts.first else {
          throw .malformed(location: "text", expected: "one architecture a line", found: "a list")
        }
        return Attempt(result: only.result, line: number)
      } catch {
        return Attempt(result: .failure(error), line: number)
      }
    }
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
    guard isLiteral(bytes) else {
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

  /// Whether a text begins as JSON or as what Python prints does.
  private static func isLiteral(_ bytes: [UInt8]) -> Bool {
    if "{[\"('".utf8.contains(bytes[0]) { return true }
    // A call, or an assignment of one.
    let head = bytes.prefix(200).prefix { byte in
      byte == UInt8(ascii: "_") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: ".")
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
    guard head.count < bytes.count, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[0] | 0x20 else {
      return false
    }
    return "(=".utf8.contains(bytes[head.count])
  }

  /// What became of one description.
  private struct Attempt: Decodable, Sendable {
    let result: Result<ArchitectureDescription, ArchitectureError>
    /// The number of its line, where each architecture has one.
    var line: Int?

    init(result: Result<ArchitectureDescription, ArchitectureError>, line: Int? = nil) {
      self.result = result
      self.line = line
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
  ///   - detail: what else is to be said of where that is.
  /// - Returns: an error of the same case.
  fileprivate func located(in index: String, _ detail: String) -> ArchitectureError {
    func located(_ location: String) -> String {
      if location.hasPrefix(index) { return location }
      return index + detail + (location == "text" ? "" : ": \(location)")
    }
    return switch self {
    case .malformed(let location, let expected, let found):
      .malformed(location: located(location), expected: expected, found: found)
    case .unsupported(let location, let feature):
      .unsupported(location: located(location), feature: feature)
    case .undeclared(let location, let value):
      .undeclared(location: located(location), value: value)
    case .tooLarge(let location, let limit, let found):
      .tooLarge(location: located(location), limit: limit, found: found)
    }
  }
}

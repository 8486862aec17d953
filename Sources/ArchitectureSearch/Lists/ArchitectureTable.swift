import ArchDAG
public import FileBytes
import FoundationEssentials

/// A file of several architectures, and what is known of them.
///
/// It is one of:
/// - a table whose first line names the columns (CSV): the architectures stand in the column that
///   holds them, or paths of files, in the second line, and every other column may be a truth;
/// - lines of ENAS rows, each with a comma and an accuracy behind it, which is the column `accuracy`;
/// - a list in JSON of objects, texts or paths, as `sample` writes it, or one object over several lines;
/// - lines of texts that `Architecture` reads, or of paths of files, from the folder in which the
///   process runs.
///
/// The file is mapped: in memory there are one or two numbers for each architecture.
public struct ArchitectureTable: Sendable {
  /// The names of the columns that are not the architectures.
  public let columns: [String]

  private let file: MappedFile
  /// Where each architecture's line begins; empty for a list in JSON.
  private let starts: [Int]
  /// Where the elements of a list in JSON lie; empty for lines.
  private let elements: [Range<Int>]
  /// The index of the architectures' column in a table with names; `nil` in another list.
  private let architectureColumn: Int?
  private let names: [String]

  /// The longest line that is read.
  private static let lengthLimit = 1 << 20

  /// Opens a list.
  ///
  /// - Throws: ``SearchError``, also where a table has no column of architectures.
  public init(path: String) throws(SearchError) {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw .file(error) }
    try self.init(file)
  }

  /// Reads a list that is in memory, or mapped.
  ///
  /// - Throws: ``SearchError``, also where a table has no column of architectures.
  public init(_ file: MappedFile) throws(SearchError) {
    self.file = file
    let path = file.path
    if let elements = file.elementsOfList(), !elements.isEmpty {
      (self.elements, starts, columns, names, architectureColumn) = (elements, [], [], [], nil)
      return
    }
    var starts = file.lineStarts()
    guard let first = starts.first else {
      throw .malformed(location: path, expected: "a line for each architecture", found: "none")
    }
    let header = try Self.line(at: first, in: file)
    if header.contains("{"), header.allSatisfy({ $0 == "{" || $0.isWhitespace }) {
      // An object over several lines is no list, but the one architecture of its file.
      self.elements = [first..<file.count]
      (self.starts, columns, names, architectureColumn) = ([], [], [], nil)
      return
    }
    elements = []
    if Architecture.isText(header) {
      architectureColumn = nil
      let isEnas = Self.enasEnd(of: header).map { !header[$0...].allSatisfy(\.isWhitespace) }
      names = isEnas == true ? ["accuracy"] : []
      columns = names
    } else if header.contains(","), starts.count > 1, !Self.isFile(header) {
      names = Self.fields(of: header)
      let second = Self.fields(of: try Self.line(at: starts[1], in: file))
      let column =
        second.firstIndex { Architecture.isText($0) } ?? second.firstIndex { Self.isFile($0) }
      guard let column else {
        throw .malformed(
          location: "\(path), line 2",
          expected: "a column that holds an architecture, or the path of its file", found: "none")
      }
      architectureColumn = column
      columns = names.enumerated().filter { $0.offset != column }.map(\.element)
      starts.removeFirst()
    } else {
      (architectureColumn, names, columns) = (nil, [], [])
    }
    self.starts = starts
  }

  /// The file's path.
  public var path: String { file.path }

  /// How many architectures there are.
  public var count: Int { starts.count + elements.count }

  /// The text of an architecture, or the path of its file.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  /// - Throws: ``SearchError``, naming the line, or the index in a list in JSON.
  public func text(at index: Int) throws(SearchError) -> String {
    guard elements.isEmpty else { return try element(at: index) }
    let line = try Self.line(at: starts[index], in: file)
    guard let column = architectureColumn else {
      return Self.enasEnd(of: line).map { String(line[..<$0]) } ?? line
    }
    let fields = Self.fields(of: line)
    guard fields.indices.contains(column) else {
      throw malformed(index, expected: "\(names.count) columns", found: "\(fields.count)")
    }
    guard !fields[column].allSatisfy(\.isWhitespace) else {
      throw malformed(index, expected: "an architecture", found: fields[column])
    }
    return fields[column]
  }

  /// The text of an element of a list in JSON.
  private func element(at index: Int) throws(SearchError) -> String {
    let bytes = file.bytes(in: elements[index], atMost: Self.lengthLimit + 1)
    guard bytes.count <= Self.lengthLimit, let text = String(validating: bytes, as: UTF8.self)
    else {
      throw .malformed(
        location: "\(path)[\(index)]", expected: "UTF-8 of at most \(Self.lengthLimit) bytes",
        found: "other bytes")
    }
    if text.hasPrefix("{") || text.hasPrefix("[") { return text }
    guard text.hasPrefix("\""),
      let decoded = try? JSONDecoder().decode(String.self, from: Data(bytes))
    else {
      throw .malformed(
        location: "\(path)[\(index)]", expected: "an object or a text",
        found: text.isEmpty ? "nothing" : "'\(text.prefix(40))'")
    }
    return decoded
  }

  /// The number in a column; `nil` where the field is empty, or says `nan` as pandas does: unknown.
  ///
  /// - Throws: ``SearchError`` where there is no such column, or no number in the field.
  public func value(of column: String, at index: Int) throws(SearchError) -> Double? {
    guard elements.isEmpty else { throw noColumn(column) }
    let line = try Self.line(at: starts[index], in: file)
    let field: String?
    if architectureColumn == nil {
      guard names.contains(column) else { throw noColumn(column) }
      field = Self.enasEnd(of: line).map { end in
        String(line[end...].drop { $0 == "," || $0.isWhitespace })
      }
    } else {
      guard let position = names.firstIndex(of: column) else { throw noColumn(column) }
      let fields = Self.fields(of: line)
      field = fields.indices.contains(position) ? fields[position] : nil
    }
    let word = field?.filter { !$0.isWhitespace }
    if let word, ["", "nan"].contains(word.lowercased()) { return nil }
    guard let word, let number = Double(word), number.isFinite else {
      throw malformed(index, expected: "a number in the column '\(column)'", found: field ?? "none")
    }
    return number
  }

  /// The one column whose name is a word, or begins with it, small letters or not.
  ///
  /// `cifar10` names `CIFAR10TestAccuracy200Epochs`.
  ///
  /// - Throws: ``SearchError`` where none or several do.
  public func column(named word: String) throws(SearchError) -> String {
    if columns.contains(word) {
      guard columns.count(where: { $0 == word }) == 1 else {
        throw noColumn(word, found: columns.filter { $0 == word })
      }
      return word
    }
    let wanted = word.lowercased()
    let found = columns.filter { name in
      let name = name.lowercased()
      // `cifar10` is not the beginning of `cifar100`.
      guard name.hasPrefix(wanted) else { return false }
      return wanted.last?.isNumber != true || name.dropFirst(wanted.count).first?.isNumber != true
    }
    guard found.count == 1 else { throw noColumn(word, found: found) }
    return found[0]
  }

  private func noColumn(_ name: String, found: [String] = []) -> SearchError {
    .malformed(
      location: path, expected: "a column '\(name)', one of \(columns.joined(separator: ", "))",
      found: found.isEmpty ? "none" : found.joined(separator: " and "))
  }

  /// Why two lines cannot both be true of one architecture.
  func contradiction(of column: String, at index: Int, with earlier: Int) -> SearchError {
    malformed(
      index, expected: "the same '\(column)' of one architecture as in line \(line(of: earlier))",
      found: "another")
  }

  private func line(of index: Int) -> Int { index + (architectureColumn == nil ? 1 : 2) }

  private func malformed(_ index: Int, expected: String, found: String) -> SearchError {
    let line = line(of: index)
    return .malformed(
      location: "\(path), line \(line)", expected: expected, found: "'\(found.prefix(40))'")
  }

  private static func isFile(_ word: String) -> Bool {
    FileManager.default.fileExists(atPath: word)
  }

  private static func line(at start: Int, in file: MappedFile) throws(SearchError) -> String {
    let bytes = file.line(from: start, atMost: lengthLimit + 1)
    guard bytes.count <= lengthLimit, let line = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(
        location: file.path, expected: "lines of UTF-8, of at most \(lengthLimit) bytes",
        found: "another at byte \(start)")
    }
    return line
  }

  /// Where the rows of ENAS end in a line, `nil` if it begins otherwise.
  private static func enasEnd(of line: String) -> String.Index? {
    guard line.hasPrefix("[[") else { return nil }
    var previous: Character?
    for index in line.indices {
      if previous == "]" && line[index] == "]" { return line.index(after: index) }
      previous = line[index]
    }
    return nil
  }

  /// The fields of a line of CSV; quotes keep commas together.
  private static func fields(of line: String) -> [String] {
    var fields: [String] = [""]
    var isQuoted = false
    var previous: Character?
    for character in line {
      switch character {
      case "\"":
        // Two quotes inside quotes are one.
        if !isQuoted && previous == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
      previous = character
    }
    return fields
  }
}

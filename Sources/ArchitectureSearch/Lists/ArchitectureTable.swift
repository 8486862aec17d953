import ArchDAG
public import FileBytes
import FoundationEssentials

/// A file of several architectures, and what is known of them.
///
/// It is one of:
/// - a table whose first line names the columns (CSV): the architectures stand in the column that
///   holds them, or paths of files, in the first line that has any, and every other column may be a truth;
/// - lines of ENAS rows, each with a comma and an accuracy behind it, which is the column `accuracy`;
/// - a list in JSON or as Python prints it, of objects, texts or paths, or one architecture over several
///   lines (``TextLayout``);
/// - lines of texts that `Architecture` reads, or of paths of files, from the folder in which the
///   process runs.
///
/// The file is mapped: in memory there are three numbers for each architecture.
public struct ArchitectureTable: Sendable {
  /// The names of the columns that are not the architectures.
  public let columns: [String]

  private let file: MappedFile
  /// Where each architecture's line or element lies, and the number of its line.
  private let regions: [(number: Int, bytes: Range<Int>)]
  /// Whether the architectures are elements of a list, or one alone.
  private let isLiteral: Bool
  /// Whether it is a list, even of one architecture, and not the text of one.
  public let isList: Bool
  /// The index of the architectures' column in a table with names; `nil` in another list.
  private let architectureColumn: Int?
  private let names: [String]

  /// How many rows may have no architecture before the first that shows where they stand.
  private static let searchedRows = 1000

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
    let layout: TextLayout
    do { layout = try TextLayout(of: file) } catch {
      throw .architecture(name: file.path, error)
    }
    let lines = layout == .lines ? file.records(keepingQuotes: false) : []
    let header = lines.first.map { Self.leniently(file.bytes(in: $0.bytes, atMost: 1 << 16)) } ?? ""
    isLiteral = layout != .lines
    isList = layout != .whole && (isLiteral || lines.count > 1)
    switch layout {
    case .elements(let elements): regions = elements.map { (1, $0) }
    case .whole: regions = [(1, file.byteOrderMarkLength..<file.count)]
    case .lines:
      guard !lines.isEmpty else {
        throw .malformed(
          location: file.path, expected: "a line for each architecture", found: "none")
      }
      if let table = try Self.table(of: file, header: header) {
        (regions, names, architectureColumn) = (table.rows, table.names, table.column)
        columns = names.enumerated().filter { $0.offset != table.column }.map(\.element)
        return
      }
      regions = lines
    }
    architectureColumn = nil
    let isEnas = Self.enasEnd(of: header).map { !header[$0...].allSatisfy(\.isWhitespace) }
    names = isEnas == true ? ["accuracy"] : []
    columns = names
  }

  /// The rows of a table with names, and which column has the architectures; `nil` for other lists.
  private static func table(
    of file: MappedFile, header: String
  ) throws(SearchError) -> (
    rows: [(number: Int, bytes: Range<Int>)], names: [String], column: Int
  )? {
    let names = tableFields(of: header)
    guard !names.contains(where: Architecture.isText), !isFile(header) else { return nil }
    guard names.count > 1 else {
      try checkSeparator(of: file, header: header)
      return nil
    }
    let records = file.records(keepingQuotes: true)
    let searched = records.dropFirst().prefix(searchedRows).lazy.map { record in
      tableFields(of: leniently(file.bytes(in: record.bytes, atMost: 1 << 20)))
    }
    for isWanted in [Architecture.isText, isFile] {
      // A line that is a text itself may have commas.
      let column = searched.filter {
        $0.count == names.count || $0.count > 1 && !Architecture.isText($0[0])
      }.compactMap { $0.firstIndex(where: isWanted) }.first
      if let column { return (Array(records.dropFirst()), names, column) }
    }
    // A first line that is no name of columns may be a wrong one of a list.
    if records.count == 1
      || searched.contains(where: { $0.count == 1 && Architecture.isText($0[0]) })
    {
      return nil
    }
    throw .malformed(
      location: "\(file.path), line \(records[1].number)",
      expected: "a column that holds an architecture, or the path of its file", found: "none")
  }

  /// Refuses a table whose fields are parted by something else than commas: names of columns, and below them
  /// an architecture in a line that is none by itself.
  private static func checkSeparator(of file: MappedFile, header: String) throws(SearchError) {
    for (separator, name) in [("\t", "tabs"), (";", "semicolons")] as [(Character, String)]
    where header.contains(separator) {
      let records = file.records(keepingQuotes: true)
      let isTable = records.dropFirst().prefix(searchedRows).contains { record in
        let line = leniently(file.bytes(in: record.bytes, atMost: 1 << 20))
        let fields = line.split(separator: separator, omittingEmptySubsequences: false)
        return fields.count > 1 && !isFile(line)
          && fields.contains { Architecture.isText(String($0)) || isFile(String($0)) }
      }
      guard isTable else { continue }
      throw .malformed(
        location: "\(file.path), line \(records[0].number)",
        expected: "fields between commas", found: "such between \(name)")
    }
  }

  /// The file's path.
  public var path: String { file.path }

  /// How many architectures there are.
  public var count: Int { regions.count }

  /// The text of an architecture, or the path of its file.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  /// - Throws: ``SearchError``, naming the line, or the index in a list in JSON.
  public func text(at index: Int) throws(SearchError) -> String {
    let line = try self.line(at: index)
    guard !isLiteral else { return try element(line, at: index) }
    guard let column = architectureColumn else {
      return Self.enasEnd(of: line).map { String(line[..<$0]) } ?? line
    }
    let fields = tableFields(of: line)
    guard fields.indices.contains(column) else {
      throw malformed(index, expected: "\(names.count) columns", found: "\(fields.count)")
    }
    guard !fields[column].allSatisfy(\.isWhitespace) else {
      throw malformed(index, expected: "an architecture", found: fields[column])
    }
    return fields[column]
  }

  /// The line of an architecture; `nil` for an element of a list in JSON.
  ///
  /// - Precondition: the index is at least 0 and less than ``count``.
  public func lineName(at index: Int) -> String? {
    isLiteral ? nil : "line \(regions[index].number)"
  }

  /// What an element of a list says, or a text over several lines.
  private func element(_ text: String, at index: Int) throws(SearchError) -> String {
    guard !text.hasPrefix("\"") && !text.hasPrefix("'") else {
      guard let quoted = Architecture.quotedText(text) else {
        throw malformed(index, expected: "a text between quotes", found: text)
      }
      return quoted
    }
    guard Architecture.isText(text) else {
      guard text.isEmpty && regions[index].bytes.lowerBound == file.count else {
        throw malformed(index, expected: "an object or a text", found: text)
      }
      throw .malformed(
        location: location(of: index), expected: "',' or the bracket that closes the list",
        found: "the end of the text")
    }
    return text
  }

  /// The number in a column; `nil` where the field is empty, or says `nan` as pandas does: unknown.
  ///
  /// - Throws: ``SearchError`` where there is no such column, or no number in the field.
  public func value(of column: String, at index: Int) throws(SearchError) -> Double? {
    guard !isLiteral else { throw noColumn(column) }
    let line = try self.line(at: index)
    let field: String?
    if architectureColumn == nil {
      guard names.contains(column) else { throw noColumn(column) }
      field = Self.enasEnd(of: line).map { end in
        String(line[end...].drop { $0 == "," || $0.isWhitespace })
      }
    } else {
      guard let position = names.firstIndex(of: column) else { throw noColumn(column) }
      let fields = tableFields(of: line)
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
    // Indices often stand in a column without a name.
    let others = columns.filter { !$0.isEmpty }
    guard !others.isEmpty else {
      return .malformed(
        location: path, expected: "a table with a column '\(name)'", found: "no column beside")
    }
    return .malformed(
      location: path, expected: "a column '\(name)', one of \(others.joined(separator: ", "))",
      found: found.isEmpty ? "none" : found.joined(separator: " and "))
  }

  /// Why two lines cannot both be true of one architecture.
  func contradiction(
    of column: String, at index: Int, with earlier: Int, values: (found: Double, earlier: Double)
  ) -> SearchError {
    malformed(
      index,
      expected: "the '\(column)' \(values.earlier) of the same architecture in line "
        + "\(regions[earlier].number)",
      found: "\(values.found)")
  }

  private func location(of index: Int) -> String {
    isLiteral ? "\(path)[\(index)]" : "\(path), line \(regions[index].number)"
  }

  private func malformed(_ index: Int, expected: String, found: String) -> SearchError {
    .malformed(
      location: location(of: index), expected: expected,
      found: found.isEmpty ? "nothing" : "'\(found.prefix(40))'")
  }

  private static func isFile(_ word: String) -> Bool {
    FileManager.default.fileExists(atPath: word)
  }

  private static func leniently(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).trimmed
  }

  /// The line of an architecture, or the element, without the spaces around it.
  private func line(at index: Int) throws(SearchError) -> String {
    let limit = TextLayout.lengthLimit
    guard regions[index].bytes.count <= limit else {
      throw .malformed(
        location: location(of: index), expected: "at most \(limit) bytes",
        found: "\(regions[index].bytes.count)")
    }
    let bytes = file.bytes(in: regions[index].bytes, atMost: limit)
    guard let line = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(location: location(of: index), expected: "UTF-8", found: "other bytes")
    }
    return line.trimmed
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
}

extension String {
  /// Without the white space around it.
  fileprivate var trimmed: String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last].drop(while: \.isWhitespace))
  }
}

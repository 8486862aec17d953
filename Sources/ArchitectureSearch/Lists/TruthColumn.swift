import FileBytes

/// A column of a table that says what is true of a list's architectures, such as their accuracy.
public struct TruthColumn: Sendable {
  /// The column's name in the table.
  public let name: String
  /// The table's path.
  public var path: String { table.path }
  /// What the list is called.
  var listTitle: String { list.title }

  private let table: ArchitectureTable
  private let list: any CandidateList
  /// For each text the line of the table; `nil` where the list is the table.
  private let lines: [String: Int]?

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: the table's path, which may be the list's own.
  ///   - column: the column's name, or how it begins (``ArchitectureTable/column(named:)``).
  ///   - list: the architectures; the table has them as the same texts.
  /// - Throws: ``SearchError``, also where there is no such column.
  public init(
    path: String, column: String, for list: some CandidateList
  ) throws(SearchError) {
    self.list = list
    if let own = list as? ArchitectureTable, leadToOneFile(own.path, path) {
      table = own
      name = try table.column(named: column)
      lines = nil
      return
    }
    table = try ArchitectureTable(path: path)
    name = try table.column(named: column)
    var lines: [String: Int] = [:]
    for index in 0..<table.count {
      let text = try table.text(at: index)
      guard let earlier = lines[text] else {
        lines[text] = index
        continue
      }
      guard let value = try table.value(of: name, at: index) else { continue }
      let other = try table.value(of: name, at: earlier)
      if let other, other != value {
        throw table.contradiction(
          of: name, at: index, with: earlier, values: (found: value, earlier: other))
      }
      lines[text] = index
    }
    self.lines = lines
  }

  /// What is true of an architecture of the list; `nil` where the table does not have it, or no number
  /// for it.
  ///
  /// - Precondition: the index is one of the list's.
  /// - Throws: ``SearchError`` where the column holds no number.
  public func value(at index: Int) throws(SearchError) -> Double? {
    guard let lines else { return try table.value(of: name, at: index) }
    guard let line = lines[try list.text(at: index)] else { return nil }
    return try table.value(of: name, at: line)
  }
}

import ArchDAG
import FileBytes
import FoundationEssentials

/// The lines of JSON that an earlier run has written, behind the one that says which run it was.
struct EarlierLines<Line> {
  /// What a line is of, such as "the scores of an architecture".
  let item: String
  /// Reads a line; `nil` for what cannot be one of this run's.
  let line: ([UInt8]) -> Line?

  /// More bytes than a line has: JSON writes six for a control character of a text.
  private static var lengthLimit: Int { 6 * TextLayout.lengthLimit + 1 << 20 }

  /// Reads the lines of a file.
  ///
  /// A last line that was cut off is left out: whoever goes on with the file drops it. The first line may
  /// stand again among the others: files of one run's parts may follow each other in one.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - difference: says how the run of a first line differs from this one, in words; `nil` where it does
  ///     not.
  ///   - other: the error where it does.
  /// - Returns: the lines behind the first.
  /// - Throws: ``SearchError``.
  func read<Header: Decodable>(
    _ path: String, difference: (Header) -> String?, otherwise other: (String) -> SearchError
  ) throws(SearchError) -> [Line] {
    func differs(_ bytes: [UInt8]) -> String? {
      guard let found = try? JSONDecoder().decode(Header.self, from: Data(bytes)) else {
        return "its first line is none of this version"
      }
      return difference(found)
    }
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw .file(error) }
    var lines: [Line] = []
    var isFirst = true
    try file.forEachWholeLine(atMost: Self.lengthLimit) { (number, bytes) throws(SearchError) in
      if isFirst {
        if let difference = differs(bytes) { throw other(difference) }
        isFirst = false
      } else if let line = line(bytes) {
        lines.append(line)
      } else if differs(bytes) != nil {
        throw .malformed(
          location: "\(path), line \(number)", expected: item, found: "another text")
      }
    }
    if isFirst { throw other("it ends within its first line") }
    return lines
  }
}

extension AppendedFile {
  /// Opens a file whose first line says which run the others are of.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - existing: what becomes of a file that stands there.
  ///   - header: the first line, written where there is none.
  ///   - earlier: reads the lines of an earlier run; called where the file is kept and holds any.
  /// - Returns: the file, and what `earlier` answers.
  /// - Throws: ``SearchError``.
  static func resumed<Lines>(
    path: String, existing: Existing, header: String, earlier: () throws(SearchError) -> Lines?
  ) throws(SearchError) -> (file: AppendedFile, earlier: Lines?) {
    // Opened first: what another process still adds to is refused, not read.
    let file: AppendedFile
    do { file = try AppendedFile(path: path, existing: existing) } catch { throw .file(error) }
    if holdsBytes(path) { return (file, try earlier()) }
    do { try file.append(header) } catch { throw .file(error) }
    return (file, nil)
  }

  private static func holdsBytes(_ path: String) -> Bool {
    ((try? MappedFile(path: path).count) ?? 0) > 0
  }
}

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
  /// A last line that was cut off is left out: whoever goes on with the file drops it.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - header: what the first line must say.
  ///   - other: the error where it says something else.
  /// - Returns: the lines behind the first.
  /// - Throws: ``SearchError``.
  func read(
    _ path: String, behind header: some Decodable & Equatable, otherwise other: SearchError
  ) throws(SearchError) -> [Line] {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw .file(error) }
    var lines: [Line] = []
    var isFirst = true
    try file.forEachWholeLine(atMost: Self.lengthLimit) { (number, bytes) throws(SearchError) in
      if isFirst {
        guard Self.isEqual(bytes, header) else { throw other }
        isFirst = false
      } else if let line = line(bytes) {
        lines.append(line)
      } else {
        throw .malformed(
          location: "\(path), line \(number)", expected: item, found: "another text")
      }
    }
    if isFirst { throw other }
    return lines
  }

  private static func isEqual<Header: Decodable & Equatable>(
    _ bytes: [UInt8], _ header: Header
  ) -> Bool {
    (try? JSONDecoder().decode(Header.self, from: Data(bytes))) == header
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
    let lines = existing == .kept && holdsBytes(path) ? try earlier() : nil
    do {
      let file = try AppendedFile(path: path, existing: existing)
      if !holdsBytes(path) { try file.append(header) }
      return (file, lines)
    } catch {
      throw .file(error)
    }
  }

  private static func holdsBytes(_ path: String) -> Bool {
    ((try? MappedFile(path: path).count) ?? 0) > 0
  }
}

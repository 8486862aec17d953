import ArchitectureSearch
import FoundationEssentials

/// The lines of JSON that an earlier run has written, behind the one that says which run it was.
struct EarlierLines<Header: Decodable & Equatable, Line: Decodable> {
  /// What the file is of, such as "the scores of a run with the same list and options".
  let content: String
  /// What a line is of, such as "the scores of an architecture".
  let item: String
  /// The option that names the file.
  let option: String
  /// Whether a line can be one of this run's.
  var isPossible: (Line) -> Bool = { _ in true }

  /// Reads the lines.
  ///
  /// A last line that was cut off is left out.
  ///
  /// - Throws: ``CommandFailure`` where the file is of another run, and `SearchError`.
  func read(_ path: String, expecting header: Header) throws -> [Line] {
    let table = try ArchitectureTable(path: path)
    let decoder = JSONDecoder()
    func text(_ index: Int) throws -> Data {
      Data(try table.text(at: index).utf8)
    }
    guard let found = try? decoder.decode(Header.self, from: try text(0)), found == header else {
      throw CommandFailure(
        status: .malformedInput, message: "\(path): expected \(content), found others",
        suggestion: "leave out --resume, or name another \(option)")
    }
    var lines: [Line] = []
    for index in 1..<max(1, table.count) {
      guard let line = try? decoder.decode(Line.self, from: try text(index)), isPossible(line)
      else {
        if index == table.count - 1 { break }
        throw CommandFailure(
          status: .malformedInput,
          message: "\(path), line \(index + 1): expected \(item), found another text")
      }
      lines.append(line)
    }
    return lines
  }
}

import ArchitectureSearch
import FileBytes
import FoundationEssentials
import JSONText

/// The lines of JSON in which scores are kept: first what they are scores of, then one line an
/// architecture.
struct ScoreLines {
  /// What a file's first line says, by which `--resume` tells whether it is the same ranking.
  struct Header: Codable, Equatable {
    let list: String
    let architectures: Int
    let scores: [String]
    let settings: String
  }

  /// The line of an architecture.
  struct Line: Codable {
    let index: Int
    let name: String
    /// `null` where the architecture cannot do what a score asks of it.
    var scores: [String: Double?]
    var error: String?
    let seconds: Double
  }

  /// A header as a line.
  static func text(of header: Header) -> String { encoded(header) }

  /// The line of an entry.
  static func text(of entry: ScoredList.Entry, _ names: [String]) -> String {
    var fields: [(key: String, value: JSONValue)] = [
      ("index", .integer(entry.index)), ("name", .string(entry.name)),
    ]
    if let failure = entry.failure { fields.append(("error", .string(failure))) }
    fields.append(
      ("scores", .object(zip(names, entry.scores).map { ($0, .real($1)) })))
    fields.append(("seconds", .seconds(entry.seconds)))
    return "\(JSONValue.object(fields))"
  }

  /// Reads the lines of an earlier run.
  ///
  /// A last line that was cut off is left out.
  ///
  /// - Throws: ``CommandFailure`` where the file is of another ranking.
  static func read(_ path: String, expecting header: Header) throws(CommandFailure) -> [Line] {
    let table: ArchitectureTable
    do {
      table = try ArchitectureTable(path: path)
    } catch {
      throw CommandFailure(error)
    }
    let decoder = JSONDecoder()
    func text(_ index: Int) throws(CommandFailure) -> Data {
      do {
        return Data(try table.text(at: index).utf8)
      } catch {
        throw CommandFailure(error)
      }
    }
    guard let found = try? decoder.decode(Header.self, from: try text(0)), found == header else {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(path): expected the scores of a run with the same list and options, "
          + "found others",
        suggestion: "leave out --resume, or name another --output")
    }
    var lines: [Line] = []
    for index in 1..<max(1, table.count) {
      guard let line = try? decoder.decode(Line.self, from: try text(index)),
        (0..<header.architectures).contains(line.index)
      else {
        if index == table.count - 1 { break }
        throw CommandFailure(
          status: .malformedInput,
          message: "\(path), line \(index + 1): expected the scores of an architecture, "
            + "found another text")
      }
      lines.append(line)
    }
    return lines
  }

  private static func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Strings and whole numbers are always JSON.
    guard let data = try? encoder.encode(value) else { preconditionFailure("\(value)") }
    return String(decoding: data, as: UTF8.self)
  }
}

import ArchitectureSearch
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

    /// The same scores for another architecture of the same form, which took no time.
    func copied(to index: Int, named name: String) -> Line {
      Line(index: index, name: name, scores: scores, error: error, seconds: 0)
    }
  }

  /// A header as a line.
  static func text(of header: Header) -> String { encoded(header) }

  /// The line of an entry.
  static func text(of entry: ScoredList.Entry, _ names: [String]) -> String {
    text(
      index: entry.index, name: entry.name, error: entry.failure,
      scores: zip(names, entry.scores).map { ($0, $1) }, seconds: entry.seconds)
  }

  /// A line that was read, with its scores in this order.
  static func text(of line: Line, _ names: [String]) -> String {
    text(
      index: line.index, name: line.name, error: line.error,
      scores: names.compactMap { name in
        line.scores[name].map { (name, $0 ?? -.infinity) }
      }, seconds: line.seconds)
  }

  private static func text(
    index: Int, name: String, error: String?, scores: [(String, Double)], seconds: Double
  ) -> String {
    var fields: [(key: String, value: JSONValue)] = [
      ("index", .integer(index)), ("name", .string(name)),
    ]
    if let error { fields.append(("error", .string(error))) }
    fields.append(("scores", .object(scores.map { ($0, .real($1)) })))
    fields.append(("seconds", .seconds(seconds)))
    return "\(JSONValue.object(fields))"
  }

  /// Reads the lines of an earlier run.
  ///
  /// - Throws: ``CommandFailure`` where the file is of another ranking, and `SearchError`.
  static func read(_ path: String, expecting header: Header) throws -> [Line] {
    let lines = EarlierLines<Header, Line>(
      content: "the scores of a run with the same list and options",
      item: "the scores of an architecture", option: "--output"
    ) { (0..<header.architectures).contains($0.index) }
    return try lines.read(path, expecting: header)
  }

  private static func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Strings and whole numbers are always JSON.
    guard let data = try? encoder.encode(value) else { preconditionFailure("\(value)") }
    return String(decoding: data, as: UTF8.self)
  }
}

extension ScoreLines.Line {
  /// Reads a line.
  init?(_ bytes: some Sequence<UInt8>) {
    guard let line = try? JSONDecoder().decode(ScoreLines.Line.self, from: Data(bytes)) else {
      return nil
    }
    self = line
  }
}

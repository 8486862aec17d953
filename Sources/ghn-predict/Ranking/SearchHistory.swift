import ArchitectureSearch
import FileBytes
import JSONText

/// The candidates of a search, a line of JSON each, behind a line that says which search it is.
struct SearchHistory {
  /// The scores of an earlier run, by the candidates' texts.
  let scores: [String: Double]
  private let file: AppendedFile?

  private struct Header: Codable, Equatable {
    let search: String
  }

  private struct Line: Codable {
    let text: String
    let score: Double?
  }

  init(
    path: String?, isResumed: Bool, overwriting: Bool, settings: String
  ) throws {
    guard let path else {
      (scores, file) = ([:], nil)
      return
    }
    let header = Header(search: settings)
    let hasLines = isResumed && ((try? MappedFile(path: path).count) ?? 0) > 0
    scores = hasLines ? try Self.read(path, expecting: header) : [:]
    file = try AppendedFile(
      path: path, existing: isResumed ? .kept : overwriting ? .emptied : .refused)
    if !hasLines { try file?.append("\(JSONValue.object([("search", .string(settings))]))") }
  }

  /// Adds a candidate that the file does not have.
  func append(_ candidate: VisitedCandidate) throws {
    guard let file, scores[candidate.text] == nil else { return }
    try file.append(
      "\(JSONValue.object([("text", .string(candidate.text)), ("score", .real(candidate.score))]))"
    )
  }

  /// The best candidate as one JSON object.
  static func json(of best: VisitedCandidate, score: Score, visited: Int) -> JSONValue {
    .object([
      ("architecture", .string(best.text)), ("score", .string(score.rawValue)),
      ("value", .real(best.score)), ("found_at", .integer(best.number)),
      ("evaluations", .integer(visited)),
    ])
  }

  private static func read(
    _ path: String, expecting header: Header
  ) throws -> [String: Double] {
    let lines = EarlierLines<Header, Line>(
      content: "the candidates of a search with the same options", item: "a candidate",
      option: "--history")
    var scores: [String: Double] = [:]
    for line in try lines.read(path, expecting: header) {
      scores[line.text] = line.score ?? -.infinity
    }
    return scores
  }
}

import ArchitectureSearch
import FileBytes
import FoundationEssentials
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
  ) throws(CommandFailure) {
    guard let path else {
      (scores, file) = ([:], nil)
      return
    }
    let header = Header(search: settings)
    let hasLines = isResumed && ((try? MappedFile(path: path).count) ?? 0) > 0
    scores = hasLines ? try Self.read(path, expecting: header) : [:]
    do {
      file = try AppendedFile(
        path: path, existing: isResumed ? .kept : overwriting ? .emptied : .refused)
      if !hasLines { try file?.append("\(JSONValue.object([("search", .string(settings))]))") }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Adds a candidate that the file does not have.
  func append(_ candidate: VisitedCandidate) throws(CommandFailure) {
    guard let file, scores[candidate.text] == nil else { return }
    do {
      try file.append(
        "\(JSONValue.object([("text", .string(candidate.text)), ("score", .real(candidate.score))]))"
      )
    } catch {
      throw CommandFailure(error)
    }
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
  ) throws(CommandFailure) -> [String: Double] {
    let table = try ArchitectureTable.opened(path)
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
        message: "\(path): expected the candidates of a search with the same options, found others",
        suggestion: "leave out --resume, or name another --history")
    }
    var scores: [String: Double] = [:]
    for index in 1..<max(1, table.count) {
      guard let line = try? decoder.decode(Line.self, from: try text(index)) else {
        // A last line that was cut off.
        if index == table.count - 1 { break }
        throw CommandFailure(
          status: .malformedInput,
          message: "\(path), line \(index + 1): expected a candidate, found another text")
      }
      scores[line.text] = line.score ?? -.infinity
    }
    return scores
  }
}

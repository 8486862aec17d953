public import FileBytes
import JSONText

/// A file of scores, by which an interrupted ranking goes on: first a line of JSON that says which
/// ranking it is, then one for each architecture, as soon as it is scored.
public struct ScoreFile: Sendable {
  /// What an earlier run has computed.
  let earlier: [ScoredArchitecture]
  private let file: AppendedFile
  private let scores: [Score]

  /// What the first line says.
  private struct Header: Codable, Equatable {
    let list: String
    let architectures: Int
    /// The list's fingerprint, in hexadecimal digits.
    let fingerprint: String
    let scores: [String]
    let settings: String
  }

  /// Opens a file, or makes it.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - list: the architectures.
  ///   - scoring: how they are scored.
  ///   - existing: what becomes of a file that stands there; a kept one is gone on with, but a last line
  ///     that was cut off.
  /// - Throws: ``SearchError``: ``SearchError/otherScores(path:)`` where the file is of another list or
  ///   of other options, and ``SearchError/malformed(location:expected:found:)`` where a line is none of
  ///   scores.
  public init(
    path: String, of list: some CandidateList, _ scoring: ListScoring,
    existing: AppendedFile.Existing
  ) throws(SearchError) {
    let scores = scoring.scorer.scores
    let header = Header(
      list: list.title, architectures: list.count,
      fingerprint: String(list.fingerprint, radix: 16), scores: scores.map(\.rawValue),
      settings: scoring.settings)
    self.scores = scores
    let count = list.count
    let lines = EarlierLines(item: "the scores of an architecture") { line in
      ScoredArchitecture(line: line, of: scores).flatMap {
        (0..<count).contains($0.index) ? $0 : nil
      }
    }
    let found = try AppendedFile.resumed(
      path: path, existing: existing, header: Self.line(of: header)
    ) { () throws(SearchError) in
      try lines.read(path, behind: header, otherwise: .otherScores(path: path))
    }
    (file, earlier) = (found.file, found.earlier ?? [])
  }

  /// Adds the scores of an architecture.
  ///
  /// - Throws: ``SearchError/file(_:)``.
  func append(_ entry: ScoredArchitecture) throws(SearchError) {
    do { try file.append(entry.line(of: scores)) } catch { throw .file(error) }
  }

  private static func line(of header: Header) -> String {
    sortedJSON(of: header, escapingSlashes: true)
  }
}

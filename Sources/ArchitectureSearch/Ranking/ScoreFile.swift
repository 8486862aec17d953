public import FileBytes
import JSONText

/// A file of scores, by which an interrupted ranking goes on: first a line of JSON that says which
/// ranking it is, then one for each architecture, as soon as it is scored.
///
/// Files of parts of one list, one behind the other, are such a file of the whole.
public struct ScoreFile: Sendable {
  /// What an earlier run has computed.
  let earlier: [ScoredArchitecture]
  private let file: AppendedFile
  private let scores: [Score]

  /// What the first line says.
  private struct Header: Codable {
    /// What the list is called, for people: its architectures tell it from others.
    let list: String
    let architectures: Int
    /// The list's fingerprint, in hexadecimal digits.
    let fingerprint: String
    let scores: [String]
    let settings: [String: String]

    /// How an earlier run differs from this one; `nil` where it does not.
    func difference(_ there: Header) -> String? {
      if there.architectures != architectures {
        return "the list has \(there.architectures) architectures there, \(architectures) here"
      }
      if there.fingerprint != fingerprint { return "the list has other architectures there" }
      if there.scores != scores {
        return "the scores are \(there.scores.joined(separator: ",")) there, "
          + "\(scores.joined(separator: ",")) here"
      }
      return settingsDifference(settings, there.settings)
    }
  }

  /// Opens a file, or makes it.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - list: the architectures.
  ///   - scoring: how they are scored.
  ///   - existing: what becomes of a file that stands there; a kept one is gone on with, but a last line
  ///     that was cut off.
  /// - Throws: ``SearchError``: ``SearchError/otherScores(path:difference:)`` where the file is of another list or
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
      try lines.read(
        path, difference: { header.difference($0) },
        otherwise: { .otherScores(path: path, difference: $0) })
    }
    file = found.file
    var known: Set<Int> = []
    // Files of parts may overlap.
    earlier = (found.earlier ?? []).filter { known.insert($0.index).inserted }
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

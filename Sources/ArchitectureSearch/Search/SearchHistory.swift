public import ArchDAG
public import FileBytes
import FoundationEssentials
import JSONText

/// The candidates of a search in a file, a line of JSON each behind a line that says which search it
/// is: a search that was interrupted goes on by them.
public struct SearchHistory: Sendable {
  /// The scores of an earlier run, by the candidates' texts; what could not be scored is tried again.
  let scores: [String: Double]
  /// What an earlier run could not score.
  private let failed: Set<String>
  private let file: AppendedFile

  private struct Header: Codable {
    let search: [String: String]
  }

  private struct Line: Decodable {
    let text: String
    /// `null` for −∞.
    let score: Double?
    /// Why it cannot be scored.
    let error: String?
  }

  /// Opens a file, or makes it.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - settings: what the scores follow from, the space, the score, and all options, by their names.
  ///   - existing: what becomes of a file that stands there; a kept one is gone on with, but a last line
  ///     that was cut off.
  /// - Throws: ``SearchError``: ``SearchError/otherSearch(path:difference:)`` where the file is of other settings,
  ///   and ``SearchError/malformed(location:expected:found:)`` where a line is of no candidate.
  public init(
    path: String, settings: [String: String], existing: AppendedFile.Existing
  ) throws(SearchError) {
    let lines = EarlierLines(item: "a candidate") {
      try? JSONDecoder().decode(Line.self, from: Data($0))
    }
    let found = try AppendedFile.resumed(
      path: path, existing: existing,
      header: sortedJSON(of: Header(search: settings), escapingSlashes: true)
    ) { () throws(SearchError) in
      try lines.read(
        path,
        difference: { (found: Header) in settingsDifference(settings, found.search) },
        otherwise: { .otherSearch(path: path, difference: $0) })
    }
    file = found.file
    let earlier = found.earlier ?? []
    scores = Dictionary(
      earlier.filter { $0.error == nil }.map { ($0.text, $0.score ?? -.infinity) },
      uniquingKeysWith: { _, last in last })
    failed = Set(earlier.filter { $0.error != nil }.map(\.text))
  }

  /// Adds a candidate that the file does not have.
  ///
  /// - Throws: ``SearchError/file(_:)``.
  func append(_ candidate: VisitedCandidate) throws(SearchError) {
    guard scores[candidate.text] == nil else { return }
    var fields: [(key: String, value: JSONValue)] = [
      ("text", .string(candidate.text)), ("score", .real(candidate.score)),
    ]
    if let failure = candidate.failure {
      guard !failed.contains(candidate.text) else { return }
      fields.append(("error", .string(failure)))
    }
    do {
      try file.append("\(JSONValue.object(fields))")
    } catch {
      throw .file(error)
    }
  }
}

extension SpaceSearch {
  /// Searches, and keeps what is visited in a file.
  ///
  /// - Parameters:
  ///   - history: the file, by which an interrupted search goes on; `nil` for none.
  ///   - report: takes each candidate in order when it is scored and written, also those of an earlier run;
  ///     the search ends early where it answers `false`.
  ///   - score: computes the score of a candidate from its text and architecture, on any thread.
  /// - Returns: all candidates that were scored, or cannot be, in order.
  /// - Throws: ``SearchError``, also where a line cannot be written.
  public mutating func run(
    recordingIn history: SearchHistory?, report: (VisitedCandidate) -> Bool = { _ in true },
    score: @Sendable (String, Architecture) throws(SearchError) -> Double
  ) throws(SearchError) -> [VisitedCandidate] {
    try run(
      history: history?.scores ?? [:],
      keep: { (candidate) throws(SearchError) in try history?.append(candidate) },
      report: report, score: score)
  }
}

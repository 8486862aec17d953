import ArchDAG
import ArchitectureSearch
import Concurrency
import FileBytes
import JSONText

/// The scores of a list while they are computed, in one array of numbers.
struct Ranking {
  /// A file that the lines of scores are added to.
  struct Output {
    let file: AppendedFile
    /// What an earlier run has computed.
    let earlier: [ScoreLines.Line]

    init(
      path: String, header: ScoreLines.Header, existing: AppendedFile.Existing
    ) throws(CommandFailure) {
      let isKept = existing == .kept
      let hasLines = isKept && ((try? MappedFile(path: path).count) ?? 0) > 0
      earlier = hasLines ? try ScoreLines.read(path, expecting: header) : []
      do {
        file = try AppendedFile(path: path, existing: existing)
        if !hasLines {
          try file.append(ScoreLines.text(of: header))
        } else if try !MappedFile(path: path).endsLine {
          try file.append("")
        }
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  private let list: ArchitectureTable
  private let scorer: NetworkScorer
  private let options: GenotypeOptions
  private let output: Output?
  private let pending: [Int]
  /// What tells architectures of one form, where each form is scored once.
  private let forms: IsomorphicForms?
  /// What is known of the forms that were met.
  private var known: [String: ScoredList.Entry] = [:]
  /// The places that have scores, in order.
  private(set) var scored: [Int] = []
  private var names: [Score]
  /// The scores at each place of `scored`, those of an architecture beside each other.
  private var numbers: [Double] = []
  private var seconds = 0.0
  private var computedCount = 0
  /// The first reason why an architecture has no scores, and how many have none.
  private(set) var failures: (first: String, count: Int)?

  init(
    _ list: ArchitectureTable, count: Int, shard: Shard, scorer: NetworkScorer,
    options: GenotypeOptions, output: Output?, sharesForms: Bool
  ) throws(CommandFailure) {
    forms = sharesForms ? IsomorphicForms() : nil
    self.list = list
    self.scorer = scorer
    self.options = options
    self.output = output
    names = scorer.scores
    let done = Set(output?.earlier.map(\.index) ?? [])
    pending = shard.indices(of: count).filter { !done.contains($0) }
    for line in (output?.earlier ?? []).sorted(by: { $0.index < $1.index }) {
      add(
        line.index, failure: line.error,
        scorer.scores.map { line.scores[$0.rawValue].flatMap(\.self) ?? -.infinity })
    }
  }

  /// How many architectures are still to be scored.
  var pendingCount: Int { pending.count }

  /// The mean time of an architecture that was scored in this run; 0 without any.
  var secondsPerArchitecture: Double { seconds / Double(max(1, computedCount)) }

  /// Scores everything that has no scores yet.
  mutating func run(progress: (Int) -> Void) throws(CommandFailure) {
    let chunk = max(8, 8 * sharingThreadCount)
    for start in stride(from: 0, to: pending.count, by: chunk) {
      let places = pending[start..<min(start + chunk, pending.count)]
      let entries = try entries(at: Array(places))
      for entry in entries {
        if let output {
          do {
            try output.file.append(ScoreLines.text(of: entry, scorer.scores.map(\.rawValue)))
          } catch {
            throw CommandFailure(error)
          }
        }
        seconds += entry.seconds
        computedCount += 1
        add(entry.index, failure: entry.failure, entry.scores)
      }
      progress(entries.count)
    }
    sort()
    if scored.isEmpty, let failures {
      throw CommandFailure(status: .malformedInput, message: failures.first)
    }
  }

  /// The scores of some places: computed, or those of the same form that are known.
  private mutating func entries(
    at places: [Int]
  ) throws(CommandFailure) -> [ScoredList.Entry] {
    do throws(SearchError) {
      var texts: [String] = []
      for place in places { texts.append(try list.text(at: place)) }
      let keys = forms.map { forms in texts.map { forms.form(of: $0) } } ?? texts
      var fresh: [Int] = []
      var seen: Set<String> = []
      for (offset, key) in keys.enumerated()
      where forms == nil || (known[key] == nil && seen.insert(key).inserted) {
        fresh.append(offset)
      }
      let computed = try ScoredList.entries(
        at: fresh, texts: { [texts] (offset) throws(SearchError) in texts[offset] }, by: scorer,
        options: options)
      for entry in computed where forms != nil { known[keys[entry.index]] = entry }
      let byOffset = Dictionary(computed.map { ($0.index, $0) }, uniquingKeysWith: { $1 })
      return places.indices.compactMap { offset in
        let entry = byOffset[offset]
        return (entry ?? known[keys[offset]]).map { found in
          ScoredList.Entry(
            index: places[offset], name: texts[offset], scores: found.scores,
            failure: found.failure, seconds: entry?.seconds ?? 0)
        }
      }
    } catch {
      throw CommandFailure(error)
    }
  }

  private mutating func add(_ index: Int, failure: String?, _ scores: [Double]) {
    if let failure {
      failures = (failures?.first ?? failure, (failures?.count ?? 0) + 1)
      return
    }
    scored.append(index)
    numbers += scores
  }

  /// Puts architectures into the order of the list; an interrupted run may have left another.
  private mutating func sort() {
    let width = names.count
    let order = scored.indices.sorted { scored[$0] < scored[$1] }
    numbers = order.flatMap { numbers[$0 * width..<($0 + 1) * width] }
    scored = order.map { scored[$0] }
  }

  /// Adds the aggregates among some scores.
  mutating func addAggregates(of scores: [Score]) {
    for score in scores where score.isAggregate && !names.contains(score) {
      let sums = aggregatedRanks(score.parts.map { values(of: $0) })
      let width = names.count
      numbers = scored.indices.flatMap { numbers[$0 * width..<($0 + 1) * width] + [sums[$0]] }
      names.append(score)
    }
  }

  /// A score of every scored architecture, in order.
  func values(of score: Score) -> [Double] {
    guard let column = names.firstIndex(of: score) else { return [] }
    return scored.indices.map { numbers[$0 * names.count + column] }
  }

  /// The text of an architecture of the list.
  func name(at index: Int) throws(CommandFailure) -> String {
    do {
      return try list.text(at: index)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A line of JSON with the wanted scores of an architecture, named by its place in ``scored``.
  func line(at place: Int, _ scores: [Score]) throws(CommandFailure) -> String {
    let wanted = scores.filter { names.contains($0) }
    let found = wanted.map { score in
      numbers[place * names.count + (names.firstIndex(of: score) ?? 0)]
    }
    return ScoreLines.text(
      of: ScoredList.Entry(
        index: scored[place], name: try name(at: scored[place]), scores: found,
        seconds: secondsPerArchitecture), wanted.map(\.rawValue))
  }

  /// The best by the first score, for a terminal.
  func table(top: Int, _ scores: [Score]) throws(CommandFailure) -> String {
    let first = values(of: scores[0])
    let best = first.indices.sorted { (-first[$0], $0) < (-first[$1], $1) }.prefix(top)
    var rows = [["architecture"] + scores.map(\.rawValue)]
    let columns = scores.map { values(of: $0) }
    for place in best {
      rows.append([try name(at: scored[place])] + columns.map { "\(Float($0[place]))" })
    }
    var lines = aligned(rows, numbersFrom: 1)
    lines.append(
      "\(scored.count) architectures, \(decimal(secondsPerArchitecture, places: 3)) s each")
    if let failures {
      lines.append("\(failures.count) without scores; the first: \(failures.first)")
    }
    return lines.joined(separator: "\n")
  }
}

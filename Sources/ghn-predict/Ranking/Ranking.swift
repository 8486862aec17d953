import ArchDAG
import ArchitectureSearch
import Concurrency
import Distributed
import FileBytes
import JSONText
import Pictures

/// The scores of a list while they are computed, in one array of numbers.
struct Ranking {
  /// A file that the lines of scores are added to.
  struct Output {
    let file: AppendedFile
    /// What an earlier run has computed.
    let earlier: [ScoreLines.Line]

    init(
      path: String, header: ScoreLines.Header, existing: AppendedFile.Existing
    ) throws {
      let isKept = existing == .kept
      let hasLines = isKept && ((try? MappedFile(path: path).count) ?? 0) > 0
      earlier = hasLines ? try ScoreLines.read(path, expecting: header) : []
      file = try AppendedFile(path: path, existing: existing)
      if !hasLines {
        try file.append(ScoreLines.text(of: header))
      } else if try !MappedFile(path: path).endsLine {
        try file.append("")
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
  /// The places that have scores, in order.
  private(set) var scored: [Int] = []
  private var names: [Score]
  /// The scores at each place of `scored`, those of an architecture beside each other.
  private var numbers: [Double] = []
  private var seconds = 0.0
  private var computedCount = 0
  /// The first architectures that have no scores, with the reasons.
  private(set) var leftOut: [LeftOutArchitecture] = []
  /// How many have none.
  private(set) var leftOutCount = 0

  /// An architecture without scores.
  struct LeftOutArchitecture {
    /// Its place in the list.
    let index: Int
    let name: String
    let reason: String
  }

  /// How many of them are kept to be named: a list may be long, and all of it unfit.
  private static var namedCount: Int { 20 }

  init(
    _ list: ArchitectureTable, count: Int, shard: Shard, scorer: NetworkScorer,
    options: GenotypeOptions, output: Output?, sharesForms: Bool
  ) throws {
    forms = sharesForms ? IsomorphicForms() : nil
    self.list = list
    self.scorer = scorer
    self.options = options
    self.output = output
    names = scorer.scores
    let done = Set(output?.earlier.map(\.index) ?? [])
    pending = shard.indices(of: count).filter { !done.contains($0) }
    for line in (output?.earlier ?? []).sorted(by: { $0.index < $1.index }) {
      try add(line, isNew: false)
    }
  }

  /// How many architectures are still to be scored.
  var pendingCount: Int { pending.count }

  /// The mean time of an architecture that was scored in this run; 0 without any.
  var secondsPerArchitecture: Double { seconds / Double(max(1, computedCount)) }

  /// Scores everything that has no scores yet, together with other processes or alone; what comes out
  /// is complete on rank 0.
  ///
  /// - Parameters:
  ///   - group: the processes; each has the same list and options.
  ///   - progress: is told how many architectures were done, on rank 0.
  /// - Throws: ``CommandFailure`` where nothing has scores, `FileError` where a line cannot be written, and
  ///   `DistributedError`.
  mutating func run(
    among group: any Communicator, progress: (Int) -> Void
  ) throws {
    let (first, others, known) = group.rank == 0 ? formsOfPending() : ([], [:], [])
    for (place, line) in known {
      try add(line.copied(to: place, named: try name(at: place)), isNew: true)
      progress(1)
    }
    let places = [Int](messageBytes: try group.broadcast(first.messageBytes))
    let blocks = ScoredBlocks(list: list, scorer: scorer, options: options, places: places)
    var work = HandOut<Never>(
      among: group, pieces: Array(0..<blocks.count), threads: sharingThreadCount
    ) { block in
      Array(blocks.lines(ofBlock: block).joined(separator: "\n").utf8)
    }
    while let lines = try nextLines(&work) {
      for line in lines {
        try add(line, isNew: true)
        for place in others[line.index] ?? [] {
          try add(line.copied(to: place, named: try name(at: place)), isNew: true)
        }
        progress(1 + (others[line.index]?.count ?? 0))
      }
    }
    guard group.rank == 0 else { return }
    sort()
    if scored.isEmpty, let first = leftOut.first {
      throw CommandFailure(status: .malformedInput, message: "[\(first.index)] \(first.reason)")
    }
  }

  /// The pending places of which each is scored, for some of them others of the same form, and those of
  /// whose form an earlier run has the line.
  private func formsOfPending() -> (
    first: [Int], others: [Int: [Int]], known: [(place: Int, line: ScoreLines.Line)]
  ) {
    guard let forms else { return (pending, [:], []) }
    var earlier: [String: ScoreLines.Line] = [:]
    for line in output?.earlier ?? [] { earlier[forms.form(of: line.name)] = line }
    var places: [String: Int] = [:]
    var (first, others) = ([Int](), [Int: [Int]]())
    var known: [(place: Int, line: ScoreLines.Line)] = []
    for place in pending {
      guard let text = try? list.text(at: place) else {
        first.append(place)
        continue
      }
      let form = forms.form(of: text)
      if let line = earlier[form] {
        known.append((place, line))
      } else if let representative = places[form] {
        others[representative, default: []].append(place)
      } else {
        places[form] = place
        first.append(place)
      }
    }
    return (first, others, known)
  }

  /// The lines of the next block, whichever is done.
  private func nextLines(_ work: inout HandOut<Never>) throws -> [ScoreLines.Line]? {
    let block: [UInt8]?
    do {
      block = try work.next()?.result
    } catch {
      switch error {
      case .group(let error): throw error
      }
    }
    guard let block else { return nil }
    return try block.split(separator: UInt8(ascii: "\n")).map { bytes in
      guard let line = ScoreLines.Line(bytes) else {
        throw DistributedError.message(
          from: "another process", expected: "the scores of an architecture",
          found: "\(bytes.count) bytes")
      }
      return line
    }
  }

  /// Adds the scores of an architecture, and writes them down where they are new.
  private mutating func add(_ line: ScoreLines.Line, isNew: Bool) throws {
    if isNew {
      try output?.file.append(ScoreLines.text(of: line, scorer.scores.map(\.rawValue)))
      seconds += line.seconds
      computedCount += 1
    }
    add(
      line.index, line.name, failure: line.error,
      scorer.scores.map { line.scores[$0.rawValue].flatMap(\.self) ?? -.infinity })
  }

  private mutating func add(_ index: Int, _ name: String, failure: String?, _ scores: [Double]) {
    if let failure {
      leftOutCount += 1
      if leftOut.count < Self.namedCount {
        leftOut.append(LeftOutArchitecture(index: index, name: name, reason: failure))
      }
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
  func name(at index: Int) throws -> String {
    try list.text(at: index)
  }

  /// A line of JSON with the wanted scores of an architecture, named by its place in ``scored``.
  func line(at place: Int, _ scores: [Score]) throws -> String {
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
  func table(top: Int, _ scores: [Score]) throws -> String {
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
    return lines.joined(separator: "\n")
  }

  /// Which architectures have no scores and why, for a person.
  var leftOutLines: [String] {
    let rest = leftOutCount - leftOut.count
    return leftOut.map { "[\($0.index)] \(lineTitle($0.name)): left out: \(printable($0.reason))" }
      + (rest > 0 ? ["and \(rest) more without scores"] : [])
  }
}

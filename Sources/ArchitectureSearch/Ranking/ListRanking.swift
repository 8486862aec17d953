public import Distributed

/// The scores of a list of architectures, computed by several threads and processes.
///
/// ```swift
/// let scorer = NetworkScorer([.parameters, .naswot], probe: Probe())
/// let list = try ArchitectureTable(path: "cells.csv")
/// var ranking = ListRanking(list, ListScoring([.naswot, .parameters], by: scorer))
/// try ranking.run()
/// for position in ranking.best(10, by: .naswot) { print(try ranking.name(at: position)) }
/// ```
///
/// In memory is one number for each score of an architecture. What was scored stands in the list's
/// order: an architecture's *position* is that among the scored, its *index* that in the list.
public struct ListRanking<List: CandidateList>: Sendable {
  private let list: List
  private let scoring: ListScoring
  private let file: ScoreFile?
  /// What an earlier run has computed of what is wanted now.
  private let earlier: [ScoredArchitecture]
  private let pending: [Int]
  /// The indices of the architectures that have scores.
  public private(set) var indices: [Int] = []
  /// The scores that each has, aggregates last.
  private var columns: [Score]
  /// The scores at each position, those of an architecture beside each other.
  private var numbers: [Double] = []
  private var seconds = 0.0
  private var computedCount = 0
  /// The first architectures that have no scores, with the reasons.
  public private(set) var leftOut: [ScoredArchitecture] = []
  /// How many have none.
  public private(set) var leftOutCount = 0

  /// How many of them are kept to be named: a list may be long, and all of it unfit.
  private static var namedCount: Int { 20 }

  /// Prepares a ranking.
  ///
  /// - Parameters:
  ///   - list: the architectures.
  ///   - scoring: how they are scored.
  ///   - file: where their scores are written, and what an earlier run has computed; of several
  ///     processes only rank 0 has one.
  public init(_ list: List, _ scoring: ListScoring, file: ScoreFile? = nil) {
    self.list = list
    self.scoring = scoring
    self.file = file
    columns = scoring.scorer.scores
    let wanted = scoring.indices(of: list.count)
    let all = Set(wanted)
    earlier = (file?.earlier ?? []).filter { all.contains($0.index) }
    let done = Set(earlier.map(\.index))
    pending = wanted.filter { !done.contains($0) }
    for entry in earlier.sorted(by: { $0.index < $1.index }) { record(entry) }
  }

  /// The scores that are computed one network at a time.
  public var computedScores: [Score] { scoring.scorer.scores }

  /// How many architectures are still to be scored.
  public var pendingCount: Int { pending.count }

  /// The mean time of an architecture that was scored in this run; 0 without any.
  public var secondsPerArchitecture: Double { seconds / Double(max(1, computedCount)) }

  /// Scores everything that has no scores yet, together with other processes or alone; what comes out
  /// is complete on rank 0.
  ///
  /// - Parameters:
  ///   - group: the processes; each has the same list and options.
  ///   - order: in which order architectures are reported.
  ///   - report: takes each architecture on rank 0, from this thread; where it answers `false`, no
  ///     more are begun, and the ranking is of those that were.
  /// - Throws: ``SearchError`` where a line of the file cannot be written, or processes cannot go on.
  public mutating func run(
    among group: any Communicator = SingleProcess(), order: ReportOrder = .asScored,
    report: (ScoredArchitecture) -> Bool = { _ in true }
  ) throws(SearchError) {
    let forms = group.rank == 0 ? pendingForms : PendingForms([])
    let earlier = order == .asListed ? self.earlier : []
    var waiting = WaitingEntries(order, of: earlier.map(\.index) + pending)
    var goesOn = true
    func tell(_ entry: ScoredArchitecture) {
      for entry in waiting.passing(entry) where goesOn { goesOn = report(entry) }
    }
    for entry in earlier { tell(entry) }
    for (index, entry) in forms.known {
      tell(try add(entry.copied(to: index, named: try list.text(at: index))))
    }
    func take(_ entries: [ScoredArchitecture]) throws(SearchError) -> Bool {
      for entry in entries {
        tell(try add(entry))
        for index in forms.others[entry.index] ?? [] {
          tell(try add(entry.copied(to: index, named: try list.text(at: index))))
        }
      }
      return goesOn
    }
    let scorer = ListScorer(list: list, scoring: scoring)
    if order == .asListed && group.isAlone {
      try scorer.scoreInOrder(forms.first, while: goesOn, take)
    } else {
      try scorer.handOut(forms.first, among: group, while: goesOn, take)
    }
    guard group.rank == 0 else { return }
    sort()
    addAggregates()
  }

  private var pendingForms: PendingForms {
    scoring.scoresFormsOnce
      ? PendingForms(pending, of: list, earlier: file?.earlier ?? []) : PendingForms(pending)
  }

  /// Records what was scored now, and writes it down.
  private mutating func add(_ entry: ScoredArchitecture) throws(SearchError) -> ScoredArchitecture {
    try file?.append(entry)
    seconds += entry.seconds
    computedCount += 1
    record(entry)
    return entry
  }

  private mutating func record(_ entry: ScoredArchitecture) {
    guard entry.failure == nil else {
      leftOutCount += 1
      // Those that are named are the first in the list, in whatever order threads and processes end.
      leftOut.insert(entry, at: leftOut.firstIndex { $0.index > entry.index } ?? leftOut.count)
      if leftOut.count > Self.namedCount { leftOut.removeLast() }
      return
    }
    indices.append(entry.index)
    numbers += entry.scores
  }

  /// Puts architectures into the order of the list; an interrupted run may have left another.
  private mutating func sort() {
    let width = columns.count
    let order = indices.indices.sorted { indices[$0] < indices[$1] }
    numbers = order.flatMap { numbers[$0 * width..<($0 + 1) * width] }
    indices = order.map { indices[$0] }
  }

  private mutating func addAggregates() {
    for score in scoring.scores where score.isAggregate && !columns.contains(score) {
      let sums = aggregatedRanks(score.parts.map { values(of: $0) })
      let width = columns.count
      numbers = indices.indices.flatMap { numbers[$0 * width..<($0 + 1) * width] + [sums[$0]] }
      columns.append(score)
    }
  }
}

extension ListRanking {
  /// A score of every scored architecture, by position; empty for a score that was not wanted.
  public func values(of score: Score) -> [Double] {
    guard let column = columns.firstIndex(of: score) else { return [] }
    return indices.indices.map { numbers[$0 * columns.count + column] }
  }

  /// The positions of the best by a score, best first; of equal ones the first in the list.
  public func best(_ count: Int, by score: Score) -> [Int] {
    let values = values(of: score)
    return Array(values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }.prefix(count))
  }

  /// Where an architecture stands in the list, by its index (``CandidateList/lineName(at:)``).
  public func lineName(at index: Int) -> String? { list.lineName(at: index) }

  /// The text of the architecture at a position, or the path of its file.
  ///
  /// - Throws: ``SearchError`` where the list cannot be read.
  public func name(at position: Int) throws(SearchError) -> String {
    try list.text(at: indices[position])
  }

  /// The architecture at a position with the wanted scores, its time the mean of all.
  ///
  /// - Throws: ``SearchError`` where the list cannot be read.
  public func entry(at position: Int) throws(SearchError) -> ScoredArchitecture {
    let row = numbers[position * columns.count..<(position + 1) * columns.count]
    let found = scoring.scores.compactMap { score in
      columns.firstIndex(of: score).map { row[row.startIndex + $0] }
    }
    return ScoredArchitecture(
      index: indices[position], name: try name(at: position), scores: found,
      seconds: secondsPerArchitecture)
  }
}

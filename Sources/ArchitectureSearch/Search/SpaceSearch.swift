public import ArchDAG
public import ArchitectureSampling
import Concurrency
import Randomness
import Synchronization
import Tensors

/// Searches a space for the candidate of the highest score.
///
/// Candidates are scored in rounds of eight, so that the same seed visits the same ones for any
/// number of threads. A search that was interrupted goes on by the scores of what it has visited: it
/// is repeated without computing these again. A candidate that cannot be scored costs the others
/// nothing: it is told with the reason, and has no descendants.
public struct SpaceSearch<Space: TextualSpace>: Sendable {
  private static var roundSize: Int { 8 }
  /// How many candidates beyond the limits may follow each other before the search gives up.
  private static var patience: Int { 2000 }

  private let space: Space
  private let options: SearchOptions
  /// The architecture options with which candidates are built.
  private let wishes: GenotypeOptions

  private var generator: SplitMix64
  private var population: [(candidate: Space.Candidate, score: Double)] = []
  private var known: [Space.Candidate: Outcome] = [:]
  private var visited: [VisitedCandidate] = []

  /// What became of a candidate.
  fileprivate enum Outcome: Sendable {
    case scored(Double)
    case failed(SearchError)

    /// Why a candidate cannot be scored.
    var failure: SearchError? { if case .failed(let error) = self { error } else { nil } }

    /// −∞ for a candidate that cannot be scored.
    var score: Double { if case .scored(let score) = self { score } else { -.infinity } }
  }

  /// Prepares a search.
  ///
  /// - Throws: ``SearchError/unfit(expected:found:)`` where an option is out of bounds.
  public init(
    _ space: Space, options: SearchOptions, wishes: GenotypeOptions = GenotypeOptions()
  ) throws(SearchError) {
    guard options.evaluations > 0 else {
      throw .unfit(expected: "at least one evaluation", found: "\(options.evaluations)")
    }
    if case .evolution(let population, let sample) = options.method {
      guard population > 0, sample > 0, sample <= population else {
        throw .unfit(
          expected: "a population with room for its sample",
          found: "\(population) members, a sample of \(sample)")
      }
    }
    self.space = space
    self.options = options
    self.wishes = wishes
    generator = SplitMix64(seed: options.seed)
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - history: what an interrupted search has visited, by the candidates' texts.
  ///   - keep: takes each candidate the moment it is scored, also those of the history, on any thread but one
  ///     at a time, and with a number that does not count; what it throws ends the search.
  ///   - report: takes each candidate, in order and on this thread, as soon as those that are scored at the
  ///     same time are; the search ends early where it answers `false`.
  ///   - score: computes the score of a candidate from its text and architecture, on any thread.
  /// - Returns: all candidates that were scored, or cannot be, in order.
  /// - Throws: ``SearchError``, also where the limits leave nothing, or none of the first candidates can be
  ///   scored; ``SearchError/unfit(expected:found:)`` of a candidate is that of all, and so is a score of ∞ or
  ///   one that is not a number.
  public mutating func run(
    history: [String: Double] = [:],
    keep: @Sendable (VisitedCandidate) throws(SearchError) -> Void = { _ in },
    report: (VisitedCandidate) -> Bool = { _ in true },
    score: @Sendable (String, Architecture) throws(SearchError) -> Double
  ) throws(SearchError) -> [VisitedCandidate] {
    let end = options.minutes.map { ContinuousClock.now + .seconds(60 * $0) }
    // A space may hold fewer candidates than the budget.
    var idleRounds = 0
    while visited.count < options.evaluations, idleRounds < 200 {
      let round = try nextRound()
      let fresh = unknown(in: round, atMost: options.evaluations - visited.count)
      var outcomes: [Outcome] = []
      // A round is scored by a few at a time, that what is known of them can be told.
      let width = sharingThreadCount
      for first in stride(from: 0, to: fresh.count, by: width) {
        let part = Array(fresh[first..<min(first + width, fresh.count)])
        let found = try visits(to: part, before: end, history: history, keep: keep, by: score)
        for (candidate, visit) in zip(part, found) {
          guard let visit else { continue }
          known[space.canonicalForm(of: candidate)] = visit.outcome
          outcomes.append(visit.outcome)
          let entry = visit.entry.numbered(visited.count)
          visited.append(entry)
          if !report(entry) { return visited }
        }
        if found.contains(where: { $0 == nil }) { return visited }
      }
      idleRounds = fresh.isEmpty ? idleRounds + 1 : 0
      for candidate in round {
        guard case .scored(let score)? = known[space.canonicalForm(of: candidate)] else { continue }
        population.append((candidate, score))
      }
      if population.isEmpty, case .failed(let error)? = outcomes.first { throw error }
      if case .evolution(let size, _) = options.method, population.count > size {
        population.removeFirst(population.count - size)
      }
    }
    return visited
  }

  /// The candidates whose forms have no score yet, one a form.
  ///
  /// The candidates themselves, for others of their form may be beyond the limits.
  private func unknown(in round: [Space.Candidate], atMost limit: Int) -> [Space.Candidate] {
    var fresh: [Space.Candidate] = []
    var forms: Set<Space.Candidate> = []
    for candidate in round where fresh.count < limit {
      let form = space.canonicalForm(of: candidate)
      if known[form] == nil && forms.insert(form).inserted { fresh.append(candidate) }
    }
    return fresh
  }

  private mutating func nextRound() throws(SearchError) -> [Space.Candidate] {
    var round: [Space.Candidate] = []
    var rejected = 0
    while round.count < Self.roundSize {
      let candidate = nextCandidate()
      if isWithinLimits(candidate) {
        round.append(candidate)
        rejected = 0
      } else {
        rejected += 1
        guard rejected < Self.patience else {
          throw .unfit(
            expected: "candidates within the limits of parameters and operations",
            found: "none among \(rejected)")
        }
      }
    }
    return round
  }

  private mutating func nextCandidate() -> Space.Candidate {
    guard case .evolution(let size, let sample) = options.method, population.count >= size else {
      return space.draw(using: &generator)
    }
    var best = population[Int.random(in: population.indices, using: &generator)]
    for _ in 1..<max(1, sample) {
      let other = population[Int.random(in: population.indices, using: &generator)]
      if other.score > best.score { best = other }
    }
    return space.mutation(of: best.candidate, using: &generator)
  }

  private func isWithinLimits(_ candidate: Space.Candidate) -> Bool {
    guard options.parameterLimit != nil || options.operationLimit != nil else { return true }
    guard let architecture = try? architecture(of: candidate) else { return false }
    return options.parameterLimit.map { architecture.trainableParameterCount <= $0 } ?? true
      && options.operationLimit.map { architecture.operationCount <= $0 } ?? true
  }

  /// A candidate, and what became of it.
  fileprivate struct Visit: Sendable {
    let outcome: Outcome
    let entry: VisitedCandidate
  }

  /// Scores candidates; `nil` for those that are not begun before an end.
  private func visits(
    to candidates: [Space.Candidate], before end: ContinuousClock.Instant?,
    history: [String: Double], keep: @Sendable (VisitedCandidate) throws(SearchError) -> Void,
    by score: @Sendable (String, Architecture) throws(SearchError) -> Double
  ) throws(SearchError) -> [Visit?] {
    let kept = Mutex(())
    return try concurrentMap(count: candidates.count) { (index) throws(SearchError) -> Visit? in
      if let end, ContinuousClock.now > end { return nil }
      let outcome = try outcome(of: candidates[index], history: history, by: score)
      let visit = Visit(outcome: outcome, entry: entry(candidates[index], outcome))
      try kept.withLock { (_) throws(SearchError) in try keep(visit.entry) }
      return visit
    }
  }

  private func outcome(
    of candidate: Space.Candidate, history: [String: Double],
    by score: (String, Architecture) throws(SearchError) -> Double
  ) throws(SearchError) -> Outcome {
    let text = space.text(of: candidate)
    if let known = history[text] { return .scored(known) }
    do throws(SearchError) {
      let value = try score(text, try architecture(of: candidate))
      guard value < .infinity else {
        throw .unfit(
          expected: "a score below ∞ of \(text.prefix(120))",
          found: value.isNaN ? "not a number" : "∞")
      }
      return .scored(value)
    } catch {
      guard error.isOfOneArchitecture else { throw error }
      return .failed(error)
    }
  }

  private func entry(_ candidate: Space.Candidate, _ outcome: Outcome) -> VisitedCandidate {
    let text = space.text(of: candidate)
    var failure = outcome.failure
    var json = ""
    do throws(SearchError) {
      json = try self.json(of: candidate)
    } catch {
      failure = failure ?? error
    }
    return VisitedCandidate(
      number: 0, text: text, json: json, score: outcome.score,
      failure: failure?.reason(of: text))
  }

  private func architecture(of candidate: Space.Candidate) throws(SearchError) -> Architecture {
    do {
      return try space.architecture(of: candidate, options: wishes, name: "candidate")
    } catch {
      throw .architecture(name: String(space.text(of: candidate).prefix(120)), error)
    }
  }

  private func json(of candidate: Space.Candidate) throws(SearchError) -> String {
    do {
      return try space.json(
        of: candidate, classCount: wishes.classCount ?? 10, name: "candidate")
    } catch {
      throw .architecture(name: String(space.text(of: candidate).prefix(120)), error)
    }
  }
}

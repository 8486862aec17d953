public import ArchDAG

/// How a space is searched.
public struct SearchOptions: Sendable {
  /// How the next candidates are found.
  public enum Method: Sendable, Hashable {
    /// Each is drawn from the space.
    case random
    /// Each is a mutation of the best of `sample` members of a population, of which the oldest die.
    ///
    /// Source: Real et al. (arXiv:1802.01548), algorithm 1.
    case evolution(population: Int, sample: Int)
  }

  /// How the next candidates are found.
  public var method: Method
  /// How many candidates are scored; isomorphic ones count once.
  public var evaluations: Int
  /// After how many minutes no candidate is begun; `nil` for no limit.
  public var minutes: Double?
  /// What random numbers follow from.
  public var seed: UInt64
  /// The most trainable parameters of a candidate; `nil` for any number.
  public var parameterLimit: Int?
  /// The most operations of a candidate, as ``Score/flops`` counts them; `nil` for any number.
  public var operationLimit: Double?

  /// Makes options; by default evolution as the paper has it for small budgets.
  public init(
    method: Method = .evolution(population: 32, sample: 8), evaluations: Int = 200,
    minutes: Double? = nil, seed: UInt64 = 0, parameterLimit: Int? = nil,
    operationLimit: Double? = nil
  ) {
    self.method = method
    self.evaluations = evaluations
    self.minutes = minutes
    self.seed = seed
    self.parameterLimit = parameterLimit
    self.operationLimit = operationLimit
  }
}

extension SearchOptions {
  /// What the candidates and scores of a search follow from, for the first line of a ``SearchHistory``.
  ///
  /// - Parameters:
  ///   - space: the space's name.
  ///   - score: what the score is called.
  ///   - scorer: computes the score; `nil` where somebody else does.
  ///   - genotypes: the wishes that shape candidates.
  /// - Returns: what is said, by what it is said of.
  public func settings(
    space: String, score: String, scorer: NetworkScorer?, genotypes: GenotypeOptions
  ) -> [String: String] {
    let kind =
      switch method {
      case .random: "random"
      case .evolution(let population, let sample): "evolution \(population) \(sample)"
      }
    return genotypes.settings
      .merging(scorer?.settings ?? [:]) { $1 }
      .merging(["space": space, "score": score, "method": kind, "seed": "\(seed)"]) { $1 }
  }
}

/// A candidate that a search has scored, or tried to.
public struct VisitedCandidate: Sendable, Hashable {
  /// Its number among the scored, from 0.
  public let number: Int
  /// The text that its space writes for it.
  public let text: String
  /// One line of JSON from which `Architecture` builds the same network.
  public let json: String
  /// Its score; −∞ where it has none.
  public let score: Double
  /// Why it cannot be scored, without its text; `nil` where it has been.
  public let failure: String?

  /// The same with another number.
  func numbered(_ number: Int) -> VisitedCandidate {
    VisitedCandidate(number: number, text: text, json: json, score: score, failure: failure)
  }
}

extension Collection<VisitedCandidate> {
  /// The candidate of the highest score, the first of equal ones; `nil` where none was scored.
  public var best: VisitedCandidate? {
    lazy.filter { $0.failure == nil }.max { ($0.score, -$0.number) < ($1.score, -$1.number) }
  }

  /// Those that cannot be scored.
  public var leftOut: [VisitedCandidate] { filter { $0.failure != nil } }
}

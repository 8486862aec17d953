public import ArchDAG
public import Evaluation

/// How a list of architectures is scored.
public struct ListScoring: Sendable {
  /// The scores that are wanted, aggregates among them.
  public let scores: [Score]
  /// Computes the scores of a network.
  public var scorer: NetworkScorer
  /// The wishes that shape the networks of genotypes and cells.
  public var genotypes = GenotypeOptions()
  /// How many architectures are scored, from the first; `nil` for all.
  public var limit: Int?
  /// The part of the list that is scored.
  public var shard = Shard.whole
  /// Whether the first of isomorphic cells is scored for all of them (``IsomorphicForms``).
  public var scoresFormsOnce = false

  /// Scores all of a list.
  ///
  /// - Parameters:
  ///   - scores: the scores that are wanted.
  ///   - scorer: computes them, or what they are aggregated from.
  public init(_ scores: [Score], by scorer: NetworkScorer) {
    self.scores = scores
    self.scorer = scorer
  }

  /// The indices of the architectures that are scored, in a list of `count`.
  func indices(of count: Int) -> [Int] { shard.indices(of: min(limit ?? count, count)) }

  /// What scores follow from beside the list, for the first line of a ``ScoreFile``.
  ///
  /// Which of the list are scored is not among it: the scores of parts are those of the whole.
  var settings: [String: String] {
    genotypes.settings.merging(scorer.settings) { $1 }
      .merging(["isomorphic-once": "\(scoresFormsOnce)"]) { $1 }
  }
}

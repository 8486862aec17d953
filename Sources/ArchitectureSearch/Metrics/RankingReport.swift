import Randomness
import Tensors

/// How well a score orders architectures, against what is true of them.
public struct RankingReport: Sendable {
  /// A number and the standard error of it; `nil` where the data do not say.
  public struct Estimate: Sendable, Hashable {
    /// The number.
    public let value: Double?
    /// Its standard error, in the number's units.
    public let standardError: Double?
  }

  /// How many architectures have both a score and a truth.
  public let count: Int
  /// How many of the scores have an equal among the others.
  public let tiedScores: Int
  /// Kendall's τ-b, from −1 to 1 (``kendallTau(_:_:)``).
  public let kendall: Estimate
  /// Spearman's ρ, from −1 to 1 (``spearmanCorrelation(_:_:)``).
  public let spearman: Estimate
  /// Pearson's r, from −1 to 1 (``pearsonCorrelation(_:_:)``).
  public let pearson: Estimate
  /// How many were chosen for the last three.
  public let top: Int
  /// Which part of the chosen is among the truly best (``Selection/precision``).
  public let precision: Estimate
  /// Their discounted gain over the greatest possible (``Selection/discountedGain``).
  public let discountedGain: Estimate
  /// How far the best of the chosen is behind the best of all, in units of the truth
  /// (``Selection/regret``).
  public let regret: Estimate

  /// Compares scores with the truth.
  ///
  /// Standard errors are those of a jackknife that leaves out one of twenty random groups at a time.
  /// Scores of −∞ stand last, and keep Pearson's r from being told.
  ///
  /// - Parameters:
  ///   - scores: a score for each architecture.
  ///   - truth: what is true of each.
  ///   - top: how many are chosen for precision, discounted gain and regret.
  ///   - seed: what the groups follow from.
  /// - Precondition: the lists are of one length, and no number is NaN.
  ///
  /// Precision and regret jump where an architecture comes or goes, and nDCG does a little: for such measures
  /// a jackknife tells too large an error, some 1.4 to 1.9 times it for precision and regret.
  ///
  /// Source: Busing, Meijer, van der Leeden, "Delete-m jackknife for unequal m" (1999),
  /// doi:10.1023/A:1008800423698, for groups of one size: these differ by one architecture at most.
  public init(scores: [Double], truth: [Double], top: Int = 10, seed: UInt64 = 0) {
    precondition(scores.count == truth.count, "\(scores.count) scores, \(truth.count) truths")
    count = scores.count
    tiedScores = tiedCount(scores)
    self.top = top
    var generator = SplitMix64(seed: seed)
    // The standard library's shuffle: published standard errors are of its groups.
    let order = Array(scores.indices).shuffled(using: &generator)
    let groups = min(20, scores.count)
    let kept: [[Int]] = (0..<groups).map { group in
      order.enumerated().filter { $0.offset % groups != group }.map(\.element).sorted()
    }
    func estimate(_ measure: ([Double], [Double]) -> Double?) -> Estimate {
      let value = scores.isEmpty ? nil : measure(scores, truth)
      let parts = kept.compactMap { indices in
        indices.isEmpty ? nil : measure(indices.map { scores[$0] }, indices.map { truth[$0] })
      }
      guard parts.count == groups, groups > 1 else {
        return Estimate(value: value, standardError: nil)
      }
      let mean = parts.reduce(0, +) / Double(groups)
      let squares = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let scale = Double(groups - 1) / Double(groups)
      return Estimate(value: value, standardError: (scale * squares).squareRoot())
    }
    func chosen(_ measure: (Selection) -> Double?) -> Estimate {
      estimate { measure(Selection(of: top, by: $0, truth: $1)) }
    }
    kendall = estimate(kendallTau)
    spearman = estimate(spearmanCorrelation)
    pearson = estimate(pearsonCorrelation)
    precision = chosen { $0.precision }
    discountedGain = chosen { $0.discountedGain }
    regret = chosen { $0.regret.isFinite ? $0.regret : nil }
  }
}

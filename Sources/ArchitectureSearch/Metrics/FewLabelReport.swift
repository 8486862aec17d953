import Evaluation
import Randomness
import Tensors

/// How well a predictor orders architectures that it has learned nothing of.
public struct FewLabelReport: Sendable {
  /// What came of one draw of labels.
  public struct Draw: Sendable, Hashable {
    /// Kendall's τ-b between expected and true labels; `nil` where one of them is constant.
    public let kendall: Double?
    /// Spearman's ρ.
    public let spearman: Double?
    /// Pearson's r.
    public let pearson: Double?
    /// The root of the mean squared error, in units of the truth's deviation among the labeled.
    ///
    /// `nil` where these have one label.
    public let error: Double?
  }

  /// How many labels are drawn.
  public let labels: Int
  /// How many architectures are ordered: all others.
  public let others: Int
  /// What came of each draw.
  public let draws: [Draw]

  /// By what labels are drawn.
  public struct Seeds: Hashable, Sendable {
    let numbers: [UInt64]

    /// So many draws whose seeds follow from one.
    public init(_ count: Int, from seed: UInt64) {
      numbers = (0..<count).map { SplitMix64.seed(seed, repetition: $0) }
    }

    /// A draw by each of these seeds.
    public init(_ numbers: [UInt64]) { self.numbers = numbers }
  }

  /// Draws labels, learns from them, and orders the others.
  ///
  /// - Parameters:
  ///   - names: the architectures.
  ///   - truth: what is true of each.
  ///   - features: the scores of each, from which the predictor learns too.
  ///   - labels: how many labels are drawn.
  ///   - seeds: how often labels are drawn, by which seeds.
  ///   - encoder: an encoder that has learned from all architectures without labels.
  /// - Throws: ``SearchError`` where there are not as many architectures, or lists do not fit each other.
  public init(
    _ names: [String], truth: [Double], features: [[Double]] = [], labels: Int,
    draws seeds: Seeds, encoder: PretrainedEncoder? = nil
  ) throws(SearchError) {
    let features = try features.rows(for: names.count, labels: truth.count)
    try truth.checkFinite("label")
    guard labels < names.count else {
      throw .unfit(
        expected: "fewer labels than the \(names.count) architectures", found: "\(labels)")
    }
    self.labels = labels
    others = names.count - labels
    var draws: [Draw] = []
    for seed in seeds.numbers {
      var generator = SplitMix64(seed: seed)
      // The standard library's shuffle: published figures are of its draws.
      let order = Array(names.indices).shuffled(using: &generator)
      let (known, rest) = (Array(order[..<labels]), Array(order[labels...]))
      var predictor = PropertyPredictor(seed: seed, encoder: encoder)
      try predictor.fit(
        known.map { names[$0] }, labels: known.map { truth[$0] },
        features: known.map { features[$0] })
      let estimates = try predictor.query(
        rest.map { names[$0] }, features: rest.map { features[$0] })
      draws.append(
        Draw(estimates.map(\.mean), rest.map { truth[$0] }, labeled: known.map { truth[$0] }))
    }
    self.draws = draws
  }

  /// The mean of Kendall's τ-b over the draws.
  ///
  /// As all other means it is `nil` where one of them does not tell it, and of one draw without an error.
  public var kendall: RankingReport.Estimate { .init(meanOf: draws.map(\.kendall)) }
  /// The mean of Spearman's ρ.
  public var spearman: RankingReport.Estimate { .init(meanOf: draws.map(\.spearman)) }
  /// The mean of Pearson's r.
  public var pearson: RankingReport.Estimate { .init(meanOf: draws.map(\.pearson)) }
  /// The mean of the errors.
  public var error: RankingReport.Estimate { .init(meanOf: draws.map(\.error)) }
}

extension RankingReport.Estimate {
  /// The mean of what several draws tell.
  fileprivate init(meanOf draws: [Double?]) {
    let told = draws.compactMap(\.self)
    guard !told.isEmpty, told.count == draws.count else {
      self.init(value: nil, standardError: nil)
      return
    }
    let mean = MeanEstimate(told)
    self.init(value: mean.value, standardError: told.count > 1 ? mean.standardError : nil)
  }
}

extension FewLabelReport.Draw {
  /// Compares what was expected of the others with what is true.
  fileprivate init(_ estimates: [Double], _ wanted: [Double], labeled: [Double]) {
    let mean = labeled.reduce(0, +) / Double(labeled.count)
    let variance =
      labeled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(labeled.count)
    let squares = zip(estimates, wanted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    kendall = kendallTau(estimates, wanted)
    spearman = spearmanCorrelation(estimates, wanted)
    pearson = pearsonCorrelation(estimates, wanted)
    let isConstant = labeled.min() == labeled.max()
    error = isConstant ? nil : (squares / Double(wanted.count) / variance).squareRoot()
  }
}

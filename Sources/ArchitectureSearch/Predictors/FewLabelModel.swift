/// What a few labels teach: a mixture of Gaussian processes, beside it the heads of a pre-trained
/// encoder where there is one.
///
/// How much each of both counts is decided by cross-validation among the labels alone: each fourth of
/// them is told by what has learned from the others, and the share of the heads, none, half or all, is
/// that whose order agrees best (Kendall's τ-b), half where several do.
struct FewLabelModel: Sendable {
  /// What is known of an architecture.
  struct Input: Sendable {
    /// Its features, made comparable.
    let groups: [[Double]]
    /// Its graph, where there is an encoder.
    let graph: OperationGraph?
    /// The further numbers among its features, such as scores.
    let extra: [Double]
  }

  private let scale: LabelScale
  private let process: GaussianProcess?
  private let heads: RankingEnsemble?
  /// How much the heads count, from 0 to 1.
  private let share: Double

  private static let foldCount = 4

  /// Learns labels.
  ///
  /// - Parameters:
  ///   - inputs: the labeled architectures.
  ///   - labels: the label of each.
  ///   - encoder: the encoder of their graphs, if there is one.
  ///   - seed: what random numbers follow from.
  init(_ inputs: [Input], labels: [Double], encoder: GraphEncoder?, seed: UInt64) {
    scale = LabelScale(labels)
    share = encoder.map { Self.chosenShare(inputs, labels, $0, seed) } ?? 0
    let scores = scale.transformed
    process = share < 1 ? GaussianProcess(inputs.map(\.groups), labels: scores) : nil
    heads =
      share > 0
      ? encoder.map {
        RankingEnsemble(Self.batch(inputs), labels: scores, from: $0, seed: seed)
      } : nil
  }

  /// What is expected of architectures, in the units of the labels.
  func estimates(_ inputs: [Input]) -> [PropertyPredictor.Estimate] {
    let told = heads?.estimates(Self.batch(inputs))
    return inputs.indices.map { place in
      let one = process?.estimate(inputs[place].groups) ?? (mean: 0, variance: 0)
      let other = told?[place] ?? (mean: 0, variance: 0)
      // Mean and variance of a mixture of both.
      let mean = (1 - share) * one.mean + share * other.mean
      let second =
        (1 - share) * (one.variance + one.mean * one.mean)
        + share * (other.variance + other.mean * other.mean)
      let (label, slope) = scale.label(of: mean)
      return PropertyPredictor.Estimate(
        mean: label, variance: max(0, second - mean * mean) * slope * slope)
    }
  }

  /// What the heads see of architectures.
  private static func batch(_ inputs: [Input]) -> HeadedEncoder.Batch {
    HeadedEncoder.Batch(
      graphs: inputs.compactMap(\.graph), features: inputs.map { $0.extra.map(Float.init) })
  }

  /// The share of the heads that orders labels best which were not learned from.
  private static func chosenShare(
    _ inputs: [Input], _ labels: [Double], _ encoder: GraphEncoder, _ seed: UInt64
  ) -> Double {
    guard labels.count >= 2 * foldCount else { return 0.5 }
    var (processes, heads) = (labels, labels)
    for fold in 0..<foldCount {
      let known = labels.indices.filter { $0 % foldCount != fold }
      let others = labels.indices.filter { $0 % foldCount == fold }
      let scores = LabelScale(known.map { labels[$0] }).transformed
      let process = GaussianProcess(known.map { inputs[$0].groups }, labels: scores)
      let ensemble = RankingEnsemble(
        batch(known.map { inputs[$0] }), labels: scores, from: encoder, seed: seed)
      let told = ensemble.estimates(batch(others.map { inputs[$0] }))
      for (place, estimate) in zip(others, told) {
        processes[place] = process.estimate(inputs[place].groups).mean
        heads[place] = estimate.mean
      }
    }
    var best = (share: 0.5, tau: -Double.infinity)
    for share in [0.5, 1, 0] {
      let joined = labels.indices.map { (1 - share) * processes[$0] + share * heads[$0] }
      guard let tau = kendallTau(joined, labels), tau > best.tau else { continue }
      best = (share, tau)
    }
    return best.share
  }
}

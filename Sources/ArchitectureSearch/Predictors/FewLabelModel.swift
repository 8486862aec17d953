/// What a few labels teach: a mixture of Gaussian processes, beside it the heads of a pre-trained
/// encoder where there is one.
///
/// Which of some ways to fine-tune the heads have, the best five, and how much they count beside the
/// processes, none, half or all, is decided by cross-validation among the labels alone (``LeftOutLabels``):
/// by whose order agrees best (Kendall's τ-b), half where several do. How what
/// both then say becomes labels follows from what they say of the known: by the isotonic regression of labels
/// upon that, both where they were left out and where they were learned from.
///
/// Source: ensembles of several settings, as in Wenzel et al. (arXiv:2006.13570).
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
  /// The mean square by which heads miss labels that they have not learned from, in normal scores.
  ///
  /// Their disagreement does not tell it. Without labels to leave out it is that of knowing nothing.
  private let missed: Double
  /// The label that a number stands for; that of ``scale`` where nothing was left out.
  private var calibration: IsotonicCurve?

  private static let memberCount = 5

  /// Learns labels.
  ///
  /// - Parameters:
  ///   - inputs: the labeled architectures.
  ///   - labels: the label of each.
  ///   - encoder: the encoder of their graphs, if there is one.
  ///   - seed: what random numbers follow from.
  init(_ inputs: [Input], labels: [Double], encoder: GraphEncoder?, seed: UInt64) {
    scale = LabelScale(labels)
    let scores = scale.transformed
    let leftOut = encoder.flatMap {
      LeftOutLabels(inputs, labels: labels, encoder: $0, seed: seed)
    }
    let choice = leftOut.map { Choice($0, scores: scores) }
    missed = choice?.missed ?? 1
    let share = encoder == nil ? 0 : choice?.share ?? 0.5
    self.share = share
    process = share < 1 ? GaussianProcess(inputs.map(\.groups), labels: scores) : nil
    heads = encoder.flatMap { encoder in
      let tunings = choice?.tunings ?? Array(FineTuning.candidates.prefix(Self.memberCount))
      return share > 0
        ? RankingEnsemble(inputs, labels: scores, from: encoder, tunings, seed: seed) : nil
    }
    if let choice {
      // What is told of labels that were learned from knows the rare ones, what is told of others its errors.
      calibration = IsotonicCurve(
        through: labels + labels, at: choice.told + moments(of: inputs).map(\.mean))
    }
  }

  /// What cross-validation among the labels decides.
  private struct Choice {
    var share = 0.5
    let tunings: [FineTuning]
    /// What both together say of each label that was left out, in normal scores.
    var told: [Double] = []
    /// How far the best heads are from those that were left out, in the mean of squares.
    let missed: Double

    init(_ leftOut: LeftOutLabels, scores: [Double]) {
      let candidates = FineTuning.candidates
      let heads = leftOut.toldByHeads(candidates)
      let agreements = heads.map { leftOut.agreement($0) }
      let best = candidates.indices.sorted { (-agreements[$0], $0) < (-agreements[$1], $1) }
        .prefix(memberCount)
      tunings = best.map { candidates[$0] }
      let means = scores.indices.map { index in
        best.reduce(0) { $0 + heads[$1][index] } / Double(best.count)
      }
      missed =
        zip(means, scores).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(scores.count)
      let processes = leftOut.toldByProcesses()
      var agreement = -Double.infinity
      for share in [0.5, 1, 0] {
        let joined = processes.indices.map { index in
          (1 - share) * processes[index] + share * means[index]
        }
        let found = leftOut.agreement(joined)
        if found > agreement { (self.share, told, agreement) = (share, joined, found) }
      }
    }
  }

  /// What is expected of architectures, in the units of the labels.
  func estimates(_ inputs: [Input]) -> [PropertyPredictor.Estimate] {
    moments(of: inputs).map { mean, variance in
      let label = calibration?(mean) ?? scale.label(of: mean)
      return PropertyPredictor.Estimate(
        mean: label, variance: scale.meanSquare(from: label, mean: mean, variance: variance))
    }
  }

  /// Mean and variance of architectures' normal scores, as processes and heads tell them together.
  private func moments(of inputs: [Input]) -> [(mean: Double, variance: Double)] {
    let told = heads?.estimates(inputs)
    return inputs.indices.map { index in
      let one = process?.estimate(inputs[index].groups) ?? (mean: 0, variance: 0)
      let other = told?[index] ?? (mean: 0, variance: 0)
      // Mean and variance of a mixture of both.
      let mean = (1 - share) * one.mean + share * other.mean
      let second =
        (1 - share) * (one.variance + one.mean * one.mean)
        + share * (other.variance + missed + other.mean * other.mean)
      return (mean, max(0, second - mean * mean))
    }
  }
}

import Evaluation

/// A number by which architectures are ordered without training them; more is better.
public enum Score: String, Hashable, Sendable, CaseIterable {
  /// The trainable parameters.
  case parameters = "params"
  /// The multiplications of products and convolutions for one image, times two.
  case flops
  /// How differently the rectifications of a network react to images.
  ///
  /// Source: Mellor et al. (arXiv:2006.04647v3), section 3.
  case naswot
  /// How little the gradients of different images resemble each other.
  ///
  /// Source: Mellor et al. (arXiv:2006.04647v1), Eq. 3 and 4.
  case jacobCov = "jacob_cov"
  /// The logarithm of Σ|θ·∂R/∂θ|, batch norms off.
  ///
  /// Source: Tanaka et al. (arXiv:2006.05467), Eq. 1; as a score, Abdelfattah et al.
  /// (arXiv:2101.08134).
  case synflow
  /// How large the gradients of weights are beside their variation from batch to batch.
  ///
  /// Source: Li et al. (arXiv:2301.11300), Eq. 13.
  case zico
  /// The entropy of the features' principal components, summed over blocks.
  ///
  /// Source: AZ-NAS (arXiv:2403.19232), section 3.2, as the next four.
  case expressivity
  /// The least gain of expressivity from a block to the next.
  case progressivity
  /// How close to 1 the blocks' Jacobians leave the gradients' length.
  case trainability
  /// The operations, as ``flops`` counts them.
  case complexity
  /// Σ log(rank / n) of the four above, over the list that is ranked.
  case azNAS = "az-nas"
  /// The same of ``naswot``, ``jacobCov``, ``synflow``, ``zico`` and the four of ``azNAS``.
  case vote
  /// The accuracy with predicted parameters, in percent.
  case predicted
  /// The cross-entropy with predicted parameters, times −1.
  case predictedLoss = "predicted-loss"
  /// The accuracy after some steps of fine-tuning, in percent.
  case tuned
  /// The cross-entropy after some steps of fine-tuning, times −1.
  case tunedLoss = "tuned-loss"

  /// The scores that this one aggregates over the list that is ranked; none, for most.
  public var parts: [Score] {
    let four: [Score] = [.expressivity, .progressivity, .trainability, .complexity]
    return switch self {
    case .azNAS: four
    case .vote: [.naswot, .jacobCov, .synflow, .zico] + four
    case .parameters, .flops, .naswot, .jacobCov, .synflow, .zico, .expressivity, .progressivity,
      .trainability, .complexity, .predicted, .predictedLoss, .tuned, .tunedLoss:
      []
    }
  }

  /// The scores that are computed one network at a time, from which some scores follow: each once.
  public static func computed(for scores: [Score]) -> [Score] {
    scores.flatMap { $0.isAggregate ? $0.parts : [$0] }.withoutRepetitions
  }

  /// Whether it needs a hypernetwork, if networks begin from predicted parameters.
  public var isTrained: Bool {
    switch self {
    case .predicted, .predictedLoss, .tuned, .tunedLoss: true
    case .parameters, .flops, .naswot, .jacobCov, .synflow, .zico, .expressivity, .progressivity,
      .trainability, .complexity, .azNAS, .vote:
      false
    }
  }

  /// Whether it follows from other scores over the whole list.
  public var isAggregate: Bool { !parts.isEmpty }
}

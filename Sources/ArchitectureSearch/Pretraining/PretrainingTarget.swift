/// What an encoder of architectures learns from a space without labels.
public enum PretrainingTarget: String, Hashable, Sendable, CaseIterable {
  /// What becomes of random vectors that flow through the graph, forward and backward.
  ///
  /// Source: FGP (arXiv:2510.18360).
  case flow
  /// Scores that need no training, as normal scores of their ranks.
  case scores
  /// What a hypernetwork's encoder, which learned to predict weights, makes of the networks.
  ///
  /// Source: HyperNAS (CVPR 2026), the idea of an encoder shared with a hypernetwork.
  case ghn
  /// The weights of small networks of the candidates, by which these classify images: a hypernetwork that
  /// shares the encoder is trained together with it (``HypernetworkTask``).
  ///
  /// Source: HyperNAS (CVPR 2026), a hypernetwork as an auxiliary task of a shared encoder.
  case hypernetwork
}

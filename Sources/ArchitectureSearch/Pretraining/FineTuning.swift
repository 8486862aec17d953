/// How long and how boldly an encoder is fine-tuned to order labels.
struct FineTuning: Hashable, Sendable {
  /// How often all labels are shown.
  var epochs: Int
  /// The greatest learning rate.
  var rate: Double
  /// How likely an input of the head is set to zero in a step.
  var dropout: Float

  /// Those that are tried: short and long, half decades about the usual rate of 3·10⁻³, and dropout from
  /// none to much.
  static let candidates: [FineTuning] = [50, 150].flatMap { epochs in
    [1e-3, 3e-3, 1e-2].flatMap { rate in
      [0, 0.1, 0.3].map { FineTuning(epochs: epochs, rate: rate, dropout: $0) }
    }
  }
}

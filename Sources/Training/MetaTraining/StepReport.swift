public import TrainingLog

/// What one step of a training did.
public struct StepReport: Sendable {
  /// How many steps were made, with this one.
  public let step: Int
  /// The mean loss of the networks that counted; `nil` if there was none.
  public let loss: Double?
  /// The percentage of their images that were classified rightly.
  public let top1: Double?
  /// How each family or split did whose networks counted.
  public let groups: [GroupResult]
  /// The learning rate of the step.
  public let learningRate: Double
  /// The norm of the mean gradient before it was clipped.
  public let gradientNorm: Double
  /// The networks that were left out, with the reason; of those that cannot be built or run, only
  /// the ones of which it was not known yet.
  public let skipped: [String]
  /// Whether parameters changed.
  public let hadEffect: Bool
  /// Whether the training went back to an earlier state.
  public let rolledBack: Bool
  /// How long its parts took.
  public let work: StepWork
  /// About how many multiplications its images took on their way through the networks; as many
  /// again for each of the two gradients of a product.
  public let multiplicationCount: Int
}

import ImageData
public import Optimization

/// How a hypernetwork is trained.
public struct TrainingOptions: Hashable, Sendable, Codable {
  /// How many networks each step averages over.
  public var metaBatch = 4
  /// How many images each network sees in a step.
  public var imageBatch = 32
  /// How gradients change parameters.
  public var optimizer = Optimizer(rule: .adam, weightDecay: 1e-5)
  /// How the learning rate changes, and how long training takes.
  public var schedule: LearningRateSchedule
  /// The norm to which larger gradients are clipped.
  public var clippingNorm = 5.0
  /// After how many steps networks of all costs are drawn; `nil` for all from the first on.
  public var curriculumSteps: Int?
  /// How much of each label is spread over all classes.
  public var labelSmoothing = 0.0
  /// What the norm of each predicted tensor is multiplied by, as part of the loss.
  public var normPenalty = 0.0
  /// How much of the loss comes from a teacher's soft labels; `nil` for nothing.
  public var distillation: Distillation?
  /// How much of the loss is the error of a class layer in closed form; `nil` for nothing.
  public var ridgeWeight: Double?
  /// Whether half of the images are mirrored.
  public var flips = true
  /// How many pixels images are moved at most.
  public var shift = 0
  /// How much of the running mean of the weights is kept at each step; `nil` for no mean.
  public var averageDecay: Double?
  /// What everything random follows from.
  public var seed: UInt64 = 0

  /// The options of the published training, for so long.
  public init(schedule: LearningRateSchedule) {
    self.schedule = schedule
  }

  var augmentation: ImageAugmentation { ImageAugmentation(flips: flips, shift: shift) }

  var objective: MetaObjective {
    MetaObjective(
      labelSmoothing: Float(labelSmoothing), normPenalty: Float(normPenalty),
      distillation: distillation, ridgeWeight: ridgeWeight ?? 0)
  }
}

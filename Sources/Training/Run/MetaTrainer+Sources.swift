public import GHN
public import NetworkExecution
public import Optimization

extension MetaTrainer {
  /// Begins a training on the images and architectures of its sources, with their teacher if they have
  /// one.
  ///
  /// - Parameters:
  ///   - ghn: the hypernetwork to begin with, such as that of an ``InitialHypernetwork``.
  ///   - options: how it is trained.
  ///   - sources: what it is trained on.
  ///   - limits: how much memory running a network may take.
  /// - Throws: ``TrainingStartError/optimizer(_:)``.
  public init(
    _ ghn: GraphHyperNetwork, options: TrainingOptions, sources: TrainingSources,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws(TrainingStartError) {
    self.init(
      ghn, options: options, architectures: sources.supply(options), images: sources.training,
      further: sources.further.map(\.training), teacher: sources.teacher)
    self.limits = limits
    try checkOptimizer()
  }

  /// Goes on with the training of a checkpoint, whose sources are opened again
  /// (``TrainingSources/init(of:in:data:architectures:teacher:limits:)``).
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - length: another length than the checkpoint's, as where training is prolonged.
  ///   - sources: the same as before.
  ///   - limits: how much memory running a network may take.
  /// - Throws: ``TrainingStartError/optimizer(_:)``.
  public init(
    resuming checkpoint: TrainingCheckpoint, length: LearningRateSchedule.Length? = nil,
    sources: TrainingSources, limits: ExecutionLimits = ExecutionLimits()
  ) throws(TrainingStartError) {
    var schedule = checkpoint.record.options.schedule
    schedule.length = length ?? schedule.length
    self.init(
      resuming: checkpoint, schedule: schedule,
      architectures: sources.supply(checkpoint.record.options), images: sources.training,
      further: sources.further.map(\.training), teacher: sources.teacher)
    self.limits = limits
    try checkOptimizer()
  }

  private func checkOptimizer() throws(TrainingStartError) {
    let rule = options.optimizer.rule
    guard rule.isAvailable else { throw .optimizer(rule) }
  }
}

public import ArchDAG
public import Autograd
public import Tensors

/// A network that runs: on images and parameters it answers logits.
///
/// Nothing is remembered between runs, so that one network may run in several tasks at once. Off
/// the tape only the values that are still needed stand in memory; on a tape, that is if one of
/// the parameters or inputs stands on it, gradients flow back to whatever is watched.
///
/// ```swift
/// let network = try ExecutableNetwork(architecture)
/// let parameters = prediction.parameters.asConstants
/// let run = try network([images], parameters: parameters, statistics: .batch)
/// print(run.outputs[0].shape)  // (64, 10)
/// ```
public struct ExecutableNetwork: Sendable {
  /// The network.
  public let architecture: Architecture

  let plan: ExecutionPlan
  let dependsOnInputs: Bool

  /// How much memory a run may take.
  public let limits: ExecutionLimits

  /// The values that a caller feeds: the inputs, or those at which a part begins.
  let fed: [ValueID]

  /// Which of an architecture's outputs are computed.
  public enum WantedOutputs: Sendable {
    /// The main one, with only the operations that it needs.
    case first
    /// The main one and the auxiliary ones behind it.
    case all
  }

  /// Prepares a network to run; what follows from constants alone is computed.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - constants: the numbers of constants, and of parameters that are not trained, that the
  ///     architecture's file has and the architecture does not say, by name.
  ///   - outputs: whether auxiliary outputs are computed too.
  ///   - limits: how much memory a run may take.
  /// - Throws: ``ExecutionError`` naming the operation, if one that is needed cannot run, or the
  ///   parameters or what follows from constants are beyond the limits.
  public init(
    _ architecture: Architecture, constants: NamedTensors = [:], outputs: WantedOutputs = .first,
    limits: ExecutionLimits = ExecutionLimits()
  ) throws(ExecutionError) {
    try limits.check(parametersOf: architecture)
    self.architecture = architecture
    self.limits = limits
    dependsOnInputs = architecture.dependsOnInputs
    fed = architecture.inputs
    plan = try ExecutionPlan(
      architecture, inputs: architecture.inputs,
      outputs: outputs == .first ? Array(architecture.outputs.prefix(1)) : architecture.outputs,
      constants: constants, limits: limits)
  }

  /// Prepares the part of a network that leads from some of its values to others.
  ///
  /// A run takes tensors of the values at which the part begins, and answers those at which it ends,
  /// in these orders: what looks into a network needs no other way to run it.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - inputs: the values that a caller feeds.
  ///   - outputs: the values that are computed.
  ///   - constants: as for a whole network.
  ///   - limits: as for a whole network.
  /// - Throws: ``ExecutionError``.
  public init(
    _ architecture: Architecture, from inputs: [ValueID], to outputs: [ValueID],
    constants: NamedTensors = [:], limits: ExecutionLimits = ExecutionLimits()
  ) throws(ExecutionError) {
    try limits.check(parametersOf: architecture)
    self.architecture = architecture
    self.limits = limits
    dependsOnInputs = architecture.dependsOnInputs
    fed = inputs
    plan = try ExecutionPlan(
      architecture, inputs: inputs, outputs: outputs, constants: constants, limits: limits)
  }

  /// The parameters that a run reads; a file may list others.
  public var requiredParameters: [(name: String, shape: Shape)] {
    plan.parameters.map { ($0.name, $0.shape) }
  }

  /// How many operations each run executes; those on constants alone have been.
  package var operationCount: Int { plan.steps.count }

  /// Runs a batch.
  ///
  /// The first extent of the inputs is that of the batch; it may differ from the one with which
  /// the architecture was exported, and the other extents may, as far as the operations allow it.
  ///
  /// - Parameters:
  ///   - inputs: what the architecture takes, as it states it: (N, C, H, W) for images.
  ///   - parameters: the parameters by the names of the architecture, on a tape or not.
  ///   - statistics: by which statistics batch norms normalize.
  ///   - dropout: whether elements are dropped.
  /// - Returns: the outputs, and the statistics that batch norms saw.
  /// - Throws: ``ExecutionError`` if tensors are missing or do not fit.
  public func callAsFunction(
    _ inputs: [Tensor], parameters: [String: Variable],
    statistics: NormalizationStatistics = .batch, dropout: Dropout = .off
  ) throws(ExecutionError) -> Execution {
    try callAsFunction(
      inputs.map { Variable($0) }, parameters: parameters, statistics: statistics,
      dropout: dropout)
  }

  /// Runs a batch of variables, which may stand on a tape.
  ///
  /// - Throws: ``ExecutionError``.
  public func callAsFunction(
    _ inputs: [Variable], parameters: [String: Variable],
    statistics: NormalizationStatistics = .batch, dropout: Dropout = .off
  ) throws(ExecutionError) -> Execution {
    var run = try NetworkRun(
      self, inputs: inputs, parameters: parameters, statistics: statistics, dropout: dropout)
    return try run.execution()
  }
}

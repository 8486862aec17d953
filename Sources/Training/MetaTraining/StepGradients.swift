public import Tensors

/// What some of a step's networks say of a hypernetwork: all of them, or those that one of several
/// processes took over.
public struct StepGradients: Sendable {
  /// What became of each network, in their order.
  public var networks: [NetworkOutcome] = []
  /// The gradients of those that count, in their order.
  public var gradients: [NamedTensors] = []
  /// How long the parts of the work took.
  public var work = StepWork()
  /// About how many multiplications images took on their way through the networks.
  public var multiplicationCount = 0
}

/// What all networks of a step say of a hypernetwork, added up: all that the step's second half
/// needs to know of its first.
public struct StepSum: Sendable {
  /// The gradients of the networks that count, added up; empty if there are none.
  public var gradient: NamedTensors
  /// What became of each network, in their order.
  public var networks: [NetworkOutcome]
  /// How long the parts of the work took, over all processes.
  public var work: StepWork
  /// About how many multiplications images took on their way through the networks.
  public var multiplicationCount: Int
}

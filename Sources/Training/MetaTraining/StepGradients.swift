public import Tensors

/// What some of a step's networks say of a hypernetwork: all of them, or those that one of several
/// processes took over.
public struct StepGradients: Sendable {
  /// A network of a step, and what it says.
  public struct Network: Sendable {
    /// Which of the step's networks it is.
    public let number: Int
    /// What became of it.
    public let outcome: NetworkOutcome
    /// Its gradient; `nil` if it does not count.
    public let gradient: NamedTensors?
  }

  /// The networks, in the order of their numbers.
  public internal(set) var networks: [Network] = []
  /// How long the parts of the work took.
  public internal(set) var work = StepWork()
  /// About how many multiplications images took on their way through the networks.
  public internal(set) var multiplicationCount = 0
  /// What networks of the next step will cost, those that have been prepared.
  var upcoming: [UpcomingCost] = []
}

/// What a network of the next step will cost.
struct UpcomingCost: Hashable, Sendable, Codable {
  /// Which of the step's networks it is.
  let number: Int
  /// Multiplications, on the way forward.
  let cost: Double
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
  /// What the networks of the next step will cost, as far as any process knows.
  var upcoming: [UpcomingCost]
}

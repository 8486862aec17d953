public import ArchDAG
public import GHN
public import NetworkExecution

/// A network, ready for a hypernetwork to predict its parameters and for images to pass through it.
public struct PreparedNetwork: Sendable {
  /// What the hypernetwork is asked for.
  public let prediction: PreparedPrediction
  /// The network as it runs.
  public let executable: ExecutableNetwork
  /// The family or split under which the network is reported; `nil` for none.
  public let group: String?
  /// About how many multiplications one image takes, for the order of work.
  public let multiplicationCount: Int

  /// Prepares a network for a hypernetwork, and for others of its configuration.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - ghn: the hypernetwork.
  ///   - limits: how much memory a run may take.
  ///   - group: the family or split under which it is reported; `nil` for none.
  /// - Throws: ``EvaluationError``.
  public init(
    _ architecture: Architecture, for ghn: GraphHyperNetwork,
    limits: ExecutionLimits = ExecutionLimits(), group: String? = nil
  ) throws(EvaluationError) {
    do {
      prediction = try ghn.prepare(architecture)
    } catch {
      throw .decoding(name: architecture.name, error)
    }
    do {
      executable = try ExecutableNetwork(architecture, limits: limits)
    } catch {
      throw .execution(name: architecture.name, error)
    }
    self.group = group
    multiplicationCount = architecture.multiplicationCount
  }

  /// Refuses a network whose stated extents show already that it is for other classes.
  func checkClasses(_ classCount: Int) throws(EvaluationError) {
    let architecture = executable.architecture
    do {
      try executable.checkLogits(classes: classCount)
    } catch {
      throw .execution(name: architecture.name, error)
    }
    let extents = architecture.outputs.first.flatMap { architecture[$0].extents } ?? []
    guard extents.count < 2 || (extents[1] ?? classCount) == classCount else {
      throw .classCount(
        name: architecture.name, expected: classCount, found: "\(extents[1] ?? 0)")
    }
  }
}

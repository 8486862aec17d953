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
  /// About how many multiplications by parameters one image takes.
  public let multiplicationCount: Int
  /// About what an image costs, forward and backward, as a number of multiplications: by this work is
  /// ordered and shared.
  ///
  /// An element of a result counts as twenty, for activations, norms and sums read and write it, too. So
  /// it fits the times of 600 networks of `everything-uneven` and `small` best, which it tells to a
  /// fifth; multiplications alone tell them to a half (batches of 32 images, one thread of a Zen 5).
  public let imageCost: Double

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
    imageCost = Double(multiplicationCount) + 20 * architecture.resultElementCount
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

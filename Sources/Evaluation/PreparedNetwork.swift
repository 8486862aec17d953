public import ArchDAG
public import GHN
public import NetworkExecution
import Tensors

/// A network, ready for a hypernetwork to predict its parameters and for images to pass through it.
public struct PreparedNetwork: Sendable {
  /// What the hypernetwork is asked for.
  public let prediction: PreparedPrediction
  /// The network as it runs.
  public let executable: ExecutableNetwork
  /// About how many multiplications one image takes, for the order of work.
  public let multiplicationCount: Int

  /// Prepares a network for a hypernetwork, and for others of its configuration.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - ghn: the hypernetwork.
  ///   - limits: how much memory a run may take.
  /// - Throws: ``EvaluationError``.
  public init(
    _ architecture: Architecture, for ghn: GraphHyperNetwork,
    limits: ExecutionLimits = ExecutionLimits()
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

extension Architecture {
  /// About how many multiplications by parameters an image takes: each weight once for each
  /// position of the result.
  fileprivate var multiplicationCount: Int {
    // A file may state any extents: the sum is one of real numbers, cut to what an integer holds.
    var count = 0.0
    for operation in operations {
      let weights = operation.inputs.compactMap(\.self).reduce(0.0) { sum, id in
        guard case .parameter(let shape, true) = self[id].origin, shape.rank > 1 else { return sum }
        return sum + Double(shape.count)
      }
      guard weights > 0, let extents = operation.outputs.first.flatMap({ self[$0].extents }) else {
        continue
      }
      // (N, C, H, W): a weight is used at each of H·W positions.
      let positions = extents.dropFirst(2).reduce(1.0) { $0 * Double(max(1, $1 ?? 1)) }
      count += weights * positions
    }
    return Int(min(count, 0x1p60))
  }
}

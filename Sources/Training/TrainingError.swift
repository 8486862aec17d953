public import ArchDAG
public import GHN
public import NetworkExecution

/// Why a training cannot go on, or a network cannot be trained on.
public enum TrainingError: Error, Equatable, Sendable {
  /// An architecture cannot be built.
  case architecture(name: String, ArchitectureError)
  /// A network's parameters cannot be decoded.
  case decoding(name: String, DecodingError)
  /// A network cannot be run.
  case execution(name: String, ExecutionError)
  /// The network's outputs are not as many as there are classes.
  case classCount(name: String, expected: Int, found: String)
  /// A batch norm has no buffers for running statistics.
  case noRunningStatistics(name: String)
  /// The images are too few for what was asked.
  case tooFewImages(expected: Int, found: Int)
  /// None of a step's networks can be trained on; the first is the one that is told.
  case noFitNetwork(step: Int, first: String)
  /// So many steps in a row gave no finite gradient, although the learning rate was lowered.
  case diverged(step: Int, reason: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .architecture(let name, let error): "\(name): \(error)"
    case .decoding(let name, let error): "\(name): \(error)"
    case .execution(let name, let error): "\(name): \(error)"
    case .classCount(let name, let expected, let found):
      "\(name): expected logits of \(expected) classes, found \(found)"
    case .noRunningStatistics(let name):
      "\(name): expected batch norms with running statistics, found some without"
    case .tooFewImages(let expected, let found):
      "expected at least \(expected) images, found \(found)"
    case .noFitNetwork(let step, let first):
      "step \(step): expected a network that can be trained on, found none; the first: \(first)"
    case .diverged(let step, let reason):
      "step \(step): expected finite gradients, found none for too long: \(reason)"
    }
  }
}

public import Distributed
public import Evaluation

/// Why a training cannot go on, or a network cannot be trained.
public enum TrainingError: Error, Equatable, Sendable {
  /// A network cannot be made ready, or cannot be run.
  case network(EvaluationError)
  /// None of the networks can be trained on: none of a list, or none that were drawn for many steps; the
  /// first of the step is the one that is told.
  case noFitNetwork(step: Int, first: String)
  /// The processes that share the training cannot go on together.
  case processes(DistributedError)
  /// So many steps in a row gave no finite gradient, although the learning rate was lowered.
  case diverged(step: Int, reason: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .network(let error): "\(error)"
    case .processes(let error): "\(error)"
    case .noFitNetwork(let step, let first):
      "step \(step): expected a network that can be trained on, found none; the first: \(first)"
    case .diverged(let step, let reason):
      "step \(step): expected finite gradients, found none for too long: \(reason)"
    }
  }
}

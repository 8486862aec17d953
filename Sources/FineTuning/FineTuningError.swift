public import Evaluation

/// Why a network cannot be trained.
public enum FineTuningError: Error, Equatable, Sendable {
  /// The network cannot be made ready, or cannot be run.
  case network(EvaluationError)
  /// Loss or gradient are no numbers any more.
  case diverged(step: Int, reason: String)
  /// What the network has learned, or what it answers, are no numbers any more.
  case unbounded(steps: Int, expected: String, found: String)
}

extension FineTuningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .network(let error): "\(error)"
    case .diverged(let step, let reason):
      "step \(step): expected finite gradients, found none for too long: \(reason)"
    case .unbounded(let steps, let expected, let found):
      "after step \(steps): expected \(expected), found \(found)"
    }
  }
}

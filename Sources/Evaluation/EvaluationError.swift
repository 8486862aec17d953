public import ArchDAG
public import GHN
public import NetworkExecution

/// Why a network cannot be evaluated.
public enum EvaluationError: Error, Equatable, Sendable {
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
  /// No linear layer or 1 × 1 convolution by itself answers the classes.
  case noClassLayer(name: String)
  /// What the class layer reads is not finite: no regression follows from it.
  case unboundedFeatures(name: String)
}

extension EvaluationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .architecture(let name, let error): "\(name): \(error)"
    case .decoding(let name, let error): "\(name): \(error)"
    case .execution(let name, let error): "\(name): \(error)"
    case .classCount(let name, let expected, let found):
      "\(name): expected logits of \(expected) classes, found \(found)"
    case .noRunningStatistics(let name):
      "\(name): expected batch norms with running statistics, found some without"
    case .noClassLayer(let name):
      "\(name): expected a last layer with a weight of its own to fit, found none"
    case .unboundedFeatures(let name):
      "\(name): expected finite numbers in front of the last layer to fit it, found others"
    }
  }
}

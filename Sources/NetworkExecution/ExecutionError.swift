public import Tensors

/// Why a network cannot be run, or not on these tensors.
public enum ExecutionError: Error, Equatable, Sendable {
  /// The network has an operation that cannot run, such as a convolution over three axes;
  /// `operation` is its name in the architecture's file.
  case unsupported(operation: String, kind: String, reason: String)
  /// The architecture does not say the numbers of a constant that an operation reads.
  case unknownConstant(name: String, operation: String)
  /// No parameter of this name was given.
  case missingParameter(name: String)
  /// A parameter, constant or statistic was given with another shape than the network's.
  case wrongShape(name: String, expected: Shape, found: Shape)
  /// No running mean or variance of this name was given.
  case missingStatistics(name: String)
  /// The tensors that were fed are not those that the network takes.
  case wrongInputs(expected: String, found: String)
  /// The operands of an operation do not fit it, or one another.
  case unfitOperands(operation: String, expected: String, found: String)
}

extension ExecutionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let operation, let kind, let reason):
      "operation '\(operation)' (\(kind)): \(reason) cannot be run"
    case .unknownConstant(let name, let operation):
      "operation '\(operation)': the numbers of the constant '\(name)' are not known"
    case .missingParameter(let name):
      "expected a parameter '\(name)', found none"
    case .wrongShape(let name, let expected, let found):
      "'\(name)': expected the shape \(expected), found \(found)"
    case .missingStatistics(let name):
      "expected running statistics '\(name)', found none"
    case .wrongInputs(let expected, let found):
      "inputs: expected \(expected), found \(found)"
    case .unfitOperands(let operation, let expected, let found):
      "operation '\(operation)': expected \(expected), found \(found)"
    }
  }
}

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
  /// An operation would take more memory than the limits of the run allow.
  case tooLarge(operation: String, limit: String, found: String)
  /// The first output has not a row of logits for each image.
  case notLogits(found: String)
  /// The logits are fewer than the classes.
  case tooFewClasses(expected: Int, found: Int)
}

extension ExecutionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let operation, let kind, let reason):
      "operation '\(operation)' (\(kind)): \(reason) cannot be run"
    case .unknownConstant(let name, let operation):
      "operation '\(operation)': the numbers of the constant '\(name)' are not known: the file does "
        + "not hold them, or they are too many to be computed"
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
    case .tooLarge(let operation, let limit, let found):
      "operation '\(operation)': expected at most \(limit), found \(found)"
    case .notLogits(let found):
      "expected logits (N, classes), found \(found)"
    case .tooFewClasses(let expected, let found):
      "expected logits of \(expected) classes, found \(found)"
    }
  }
}

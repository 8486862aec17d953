/// Why processes cannot go on together.
public enum DistributedError: Error, Equatable, Sendable {
  /// A process has sent nothing for too long.
  case silence(of: String, seconds: Double)
  /// MPI refused a call.
  case refused(call: String, reason: String)
  /// A process sent something else than it should have.
  case message(from: String, expected: String, found: String)
  /// The launcher and this program do not mean the same processes.
  case launch(expected: String, found: String)
  /// Processes that should hold the same numbers do not.
  case difference(between: String, and: String, in: String)
}

extension DistributedError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .silence(let name, let seconds):
      "\(name): expected a message, found none for \(Int(seconds.rounded())) s"
    case .refused(let call, let reason): "\(call): \(reason)"
    case .message(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    case .launch(let expected, let found): "expected \(expected), found \(found)"
    case .difference(let first, let second, let subject):
      "expected the same \(subject) everywhere, found others at \(first) than at \(second)"
    }
  }
}

/// What can be wrong with an architecture, wherever it was read from.
public enum ArchitectureError: Error, Equatable, Sendable {
  /// The text or bytes do not follow the format; `location` says where, such as a node.
  case malformed(location: String, expected: String, found: String)
  /// The architecture asks for something that the format allows and this reader refuses.
  case unsupported(location: String, feature: String)
  /// A node of an ONNX file reads a value that is declared nowhere, as files exported without their
  /// weights may.
  case undeclared(location: String, value: String)
  /// A list of so many architectures stands where one is expected.
  case list(location: String, count: Int)
  /// The architecture is larger than any network that the reader accepts.
  case tooLarge(location: String, limit: String, found: String)
}

extension ArchitectureError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let location, let expected, let found):
      "\(location): expected \(expected), found \(found)"
    case .unsupported(let location, let feature):
      "\(location): \(feature) is not supported"
    case .undeclared(let location, let value):
      "\(location): expected operand '\(value)' to exist, found nothing"
    case .list(let location, let count):
      "\(location): expected one architecture, found a list of \(count)"
    case .tooLarge(let location, let limit, let found):
      "\(location): expected at most \(limit), found \(found)"
    }
  }
}

extension ArchitectureError {
  /// What the user can do about it, where that is known.
  public var suggestion: String? {
    switch self {
    case .undeclared:
      "if it is a weight, export the network with export_params=True, or declare it as an input"
    case .malformed(_, _, let found): ForeignFormat(rawValue: found)?.suggestion
    case .unsupported, .list, .tooLarge: nil
    }
  }
}

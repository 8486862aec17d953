/// What is known of an operation that keeps the name of its file's operator.
///
/// An operator's rule may know what it does without being able to tell an operation, such as a cut of
/// which the file does not say where it begins.
public enum UnrecognizedEffect: Hashable, Sendable {
  /// Nobody knows; each element may depend on all.
  case unknown
  /// Each element is a function of the elements at its own position.
  case pointwise
  /// Elements are moved, by amounts that nobody knows.
  case movement
  /// Real numbers become whole ones of a format, or back, each at its position.
  case quantization

  /// Why a GHN sees nothing of the operation.
  var rule: DroppingRule {
    switch self {
    case .unknown: .unknown
    case .pointwise, .quantization: .pointwise
    case .movement: .plumbing
    }
  }
}

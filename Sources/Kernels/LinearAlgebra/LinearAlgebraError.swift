/// What can go wrong when a library is chosen to multiply matrices with.
public enum LinearAlgebraError: Error, Equatable {
  /// A file is no library, or lacks a function that is needed.
  case unusable(path: String, reason: String)
  /// The process computes by another library already.
  case alreadyChosen(path: String)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unusable(let path, let reason):
      "expected a library with the functions of OpenBLAS at '\(path)', found: \(reason)"
    case .alreadyChosen(let path):
      "expected a choice before the first product, found that '\(path)' is in use"
    }
  }
}

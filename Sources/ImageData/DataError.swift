public import FileBytes

/// What can go wrong between a data set's files and its images.
public enum DataError: Error, Equatable, Sendable {
  /// A file cannot be opened.
  case file(FileError)
  /// A file does not hold what its format says.
  case malformed(path: String, expected: String, found: String)
  /// A file says that it holds more than anybody wants in memory.
  case tooLarge(path: String, limit: String, found: String)
  /// The files of a data set are not where they were looked for.
  case missing(path: String, expected: String, suggestion: String)
}

extension DataError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .malformed(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .tooLarge(let path, let limit, let found):
      "\(path): expected at most \(limit), found \(found)"
    case .missing(let path, let expected, _):
      "\(path): expected \(expected), found none"
    }
  }

  /// What the user can do about it, where that is known.
  public var suggestion: String? {
    switch self {
    case .file, .malformed, .tooLarge: nil
    case .missing(_, _, let suggestion): suggestion
    }
  }
}

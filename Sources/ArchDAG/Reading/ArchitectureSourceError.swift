public import FileBytes

/// Why no architecture can be read from a file, or from bytes.
public enum ArchitectureSourceError: Error, Equatable, Sendable {
  /// The file cannot be read.
  case file(FileError)
  /// The bytes describe no architecture; `source` is the file's path, or what the bytes are called.
  case malformed(source: String, ArchitectureError)
}

extension ArchitectureSourceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .malformed(let source, let error): "\(source): \(error)"
    }
  }
}

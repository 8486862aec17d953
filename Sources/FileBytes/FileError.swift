/// What can go wrong between this program and the file system.
public enum FileError: Error, Equatable, Sendable {
  /// The file cannot be opened or read; `reason` is the operating system's sentence.
  case unreadable(path: String, reason: String)
  /// The path names something else than a regular file, such as a directory or a device.
  case notARegularFile(path: String)
  /// The process has no descriptor left to open the file with.
  case tooManyOpenFiles(path: String)
  /// The process may open fewer files than it needs at once.
  case tooFewDescriptors(expected: Int, found: Int)
  /// The file cannot be created, written or renamed; `reason` is the operating system's sentence.
  case unwritable(path: String, reason: String)
  /// The file exists and was not to be replaced.
  case exists(path: String)
  /// Another writer, mostly another process, has the file.
  case inUse(path: String)
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notARegularFile(let path): "\(path): expected a regular file, found \(fileKind(path))"
    case .tooManyOpenFiles(let path):
      "\(path): cannot be opened: expected a free file descriptor, found none"
    case .tooFewDescriptors(let expected, let found):
      "the process: expected \(expected) free file descriptors, found \(found)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .exists(let path): "\(path): exists already"
    case .inUse(let path):
      "\(path): expected to be the only one who writes it, found another process"
    }
  }
}

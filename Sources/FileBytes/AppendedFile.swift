#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text file that grows line by line, as a log does.
///
/// Each line is written at once, so that whoever follows the file sees whole lines.
public final class AppendedFile: Sendable {
  /// What becomes of a file that stands at the path already.
  public enum Existing: Sendable {
    /// Nothing: it is an error.
    case refused
    /// Its lines go.
    case emptied
    /// Lines are added to its own.
    case kept
  }

  /// The path by which the file was opened.
  public let path: String

  private let descriptor: Int32

  /// Opens the file at `path`, or makes it.
  ///
  /// - Throws: ``FileError/exists(path:)`` or ``FileError/unwritable(path:reason:)``.
  public init(path: String, existing: Existing) throws(FileError) {
    let flags =
      switch existing {
      case .refused: O_EXCL
      case .emptied: O_TRUNC
      case .kept: Int32(0)
      }
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw .unwritable(path: path, reason: currentSystemError())
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Adds a line.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, for example when the disk is full.
  public func append(_ line: String) throws(FileError) {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      // SAFETY: the pointer covers the bytes that are left, and stays inside the closure.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, reason: currentSystemError()) }
      rest = rest.dropFirst(count)
    }
  }
}

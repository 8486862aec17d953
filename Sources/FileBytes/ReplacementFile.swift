#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes are written to a nameless neighbour of the target; ``commit()`` renames it into place.
/// A replacement that is dropped before that, for example because an error was thrown, leaves the
/// directory as it was.
///
/// ```swift
/// let file = try ReplacementFile(path: "weights.safetensors", overwriting: false)
/// try file.write(header.span.bytes, at: 0)
/// try file.commit()
/// ```
public final class ReplacementFile: Sendable {
  /// The path under which the file will appear.
  public let path: String

  private let temporaryPath: String
  private let descriptor: Int32

  /// Creates the neighbour that will become `path`.
  ///
  /// - Parameters:
  ///   - path: where the file will appear.
  ///   - overwriting: whether a regular file that stands there already may be replaced.
  /// - Throws: ``FileError/exists(path:)``, ``FileError/notARegularFile(path:)`` or
  ///   ``FileError/unwritable(path:reason:)``.
  public init(path: String, overwriting: Bool) throws(FileError) {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      guard overwriting else { throw .exists(path: path) }
      guard status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFLNK else {
        throw .notARegularFile(path: path)
      }
    }
    var template = Array("\(path).XXXXXX".utf8CString)
    // SAFETY: mkstemp rewrites the six X in place, within the array.
    let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
    }
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: currentSystemError()) }
    self.path = path
    self.descriptor = descriptor
    self.temporaryPath = String(
      decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // mkstemp makes private files; give the permissions that any new file would get.
    let mask = umask(0)
    umask(mask)
    fchmod(descriptor, 0o666 & ~mask)
  }

  deinit {
    close(descriptor)
    // After a commit the temporary name is gone and this call finds nothing.
    unsafe unlink(temporaryPath)
  }

  /// Writes `bytes` at `offset`, from any task; regions written at the same time must not overlap.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, for example when the disk is full.
  public func write(_ bytes: RawSpan, at offset: Int) throws(FileError) {
    var written = 0
    while written < bytes.byteCount {
      // SAFETY: the pointer stays inside the closure and covers the bytes that are left.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written,
          off_t(offset + written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, reason: currentSystemError()) }
      written += count
    }
  }

  /// Renames the complete file into place.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func commit() throws(FileError) {
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: currentSystemError())
    }
  }
}

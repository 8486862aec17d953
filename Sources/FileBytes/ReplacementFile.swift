#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes are written to a file without a name, in the directory of the target; ``commit()`` gives
/// it the name. A replacement that is dropped before that, because an error was thrown or because
/// the process was killed, leaves the directory as it was. Where the file system has no nameless
/// files, a neighbor with a random suffix is written instead, and only a killed process leaves it
/// behind.
///
/// The name always leads to a new file: whoever has the old one open, or mapped, keeps it. So a
/// file may be replaced by what is computed from it.
///
/// ```swift
/// let file = try ReplacementFile(path: "weights.safetensors", overwriting: false)
/// try unsafe file.write(header.span.bytes, at: 0)
/// try file.commit()
/// ```
public final class ReplacementFile: Sendable {
  /// The path under which the file will appear.
  public let path: String

  private let overwriting: Bool
  private let descriptor: Int32
  /// The name that the bytes have until the commit; `nil` where they have none.
  private let temporaryPath: String?

  /// Creates the file that will become `path`.
  ///
  /// - Parameters:
  ///   - path: where the file will appear.
  ///   - overwriting: whether a regular file that stands there already may be replaced.
  /// - Throws: ``FileError/exists(path:)``, or ``FileError/unwritable(path:reason:)``, also where
  ///   a folder or a device stands there.
  public convenience init(path: String, overwriting: Bool) throws(FileError) {
    try self.init(path: path, overwriting: overwriting, allowingNamelessFile: true)
  }

  /// Creates the file that will become `path`, with a name from the start unless nameless files
  /// are allowed.
  package init(
    path: String, overwriting: Bool, allowingNamelessFile: Bool
  ) throws(FileError) {
    try checkOutput(path, overwriting: overwriting)
    self.path = path
    self.overwriting = overwriting
    if allowingNamelessFile, let descriptor = openNamelessFile(inDirectoryOf: path) {
      self.descriptor = descriptor
      self.temporaryPath = nil
      return
    }
    while true {
      let neighbor = randomNeighbor(of: path)
      let descriptor = unsafe open(neighbor, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        self.descriptor = descriptor
        self.temporaryPath = neighbor
        return
      }
      guard errno == EEXIST else { throw .unwritable(path: path, reason: currentSystemError()) }
    }
  }

  deinit {
    close(descriptor)
    // After a commit the temporary name is gone, and this call finds nothing.
    if let temporaryPath { unsafe unlink(temporaryPath) }
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

  /// Makes the file `byteCount` bytes long: bytes that nobody writes are zero.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, also where the disk has no room for them.
  public func resize(to byteCount: Int) throws(FileError) {
    try checkFreeSpace(for: byteCount, in: descriptor, path: path)
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
      throw .unwritable(path: path, reason: currentSystemError())
    }
  }

  /// Gives the complete file its name, in one step, once its bytes stand on the disk.
  ///
  /// - Throws: ``FileError/exists(path:)`` if another process made the file in the meantime and it
  ///   was not to be replaced, or ``FileError/unwritable(path:reason:)``.
  public func commit() throws(FileError) {
    try synchronize(descriptor, path: path)
    try nameFile()
    try synchronizeFolder(of: path)
  }

  private func nameFile() throws(FileError) {
    if let temporaryPath, overwriting {
      return try takeName(from: temporaryPath)
    }
    // A link, unlike a rename, fails where the name is taken.
    if link(as: path) {
      if let temporaryPath { unsafe unlink(temporaryPath) }
      return
    }
    guard errno == EEXIST else { throw .unwritable(path: path, reason: currentSystemError()) }
    guard overwriting else { throw .exists(path: path) }
    while true {
      let neighbor = randomNeighbor(of: path)
      if link(as: neighbor) {
        defer { unsafe unlink(neighbor) }
        return try takeName(from: neighbor)
      }
      guard errno == EEXIST else { throw .unwritable(path: path, reason: currentSystemError()) }
    }
  }

  private func takeName(from name: String) throws(FileError) {
    guard unsafe rename(name, path) == 0 else {
      throw .unwritable(path: path, reason: currentSystemError())
    }
  }

  /// Gives the file one more name, and says whether that worked.
  private func link(as name: String) -> Bool {
    if let temporaryPath {
      unsafe linkat(AT_FDCWD, temporaryPath, AT_FDCWD, name, 0) == 0
    } else {
      unsafe linkat(AT_FDCWD, descriptorPath(descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
    }
  }
}

/// The path by which a process reaches its own open file.
private func descriptorPath(_ descriptor: Int32) -> String {
  "/proc/self/fd/\(descriptor)"
}

/// Opens a file without a name beside `path`; `nil` where the system offers none.
private func openNamelessFile(inDirectoryOf path: String) -> Int32? {
  #if os(Linux)
    // Linux's O_TMPFILE, whose definition Swift cannot import.
    let temporaryFile = 0o20_000_000 | O_DIRECTORY
    let descriptor = unsafe open(folder(of: path), temporaryFile | O_RDWR | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return nil }
    // The commit reaches the file through this path; not every container has it.
    guard unsafe access(descriptorPath(descriptor), F_OK) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  #else
    return nil
  #endif
}

/// A path beside `path` that most probably nobody uses.
private func randomNeighbor(of path: String) -> String {
  // Short, whatever the name: that may be as long as the file system allows.
  let name = ".ghn-\(String(UInt64.random(in: .min ... .max), radix: 36))"
  return path.contains("/") ? folder(of: path) + name : name
}

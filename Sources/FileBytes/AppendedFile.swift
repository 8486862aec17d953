import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text file that grows line by line, as a log does.
///
/// Each line is written at once, so that whoever follows the file sees whole lines. One that is torn,
/// because the disk was full or the writer was killed, is taken back before the next. Opening a file to go on
/// with it changes nothing in it: whoever does so looks first whether it is theirs. As long as the object
/// lives, no other may open the file so, here or in another process: lines of two would mix.
public final class AppendedFile: Sendable {
  /// What becomes of a file that stands at the path already.
  public enum Existing: Sendable {
    /// Nothing: it is an error.
    case refused
    /// Its lines go.
    case emptied
    /// Lines are added to its own.
    case kept

    /// What a user wishes who goes on with a file, or overwrites it, or neither.
    public init(resuming: Bool, overwriting: Bool) {
      self = resuming ? .kept : overwriting ? .emptied : .refused
    }
  }

  /// The path by which the file was opened.
  public let path: String

  private let descriptor: Int32
  /// Whether a line that was torn may stand at the end, which no line was added to yet.
  private let mayBeTorn: Mutex<Bool>

  /// Opens the file at `path`, or makes it; a device will do, a pipe or a folder will not.
  ///
  /// - Throws: ``FileError/exists(path:)``, ``FileError/inUse(path:)`` where another one writes it, or
  ///   ``FileError/unwritable(path:reason:)``.
  public init(path: String, existing: Existing) throws(FileError) {
    var status = stat()
    let stands = unsafe stat(path, &status) == 0
    // A device is always there, nothing of it is lost, and anybody may write to it.
    let isDevice = stands && status.st_mode & S_IFMT == S_IFCHR
    let flags = existing == .refused && !isDevice ? O_EXCL : 0
    if stands, ![S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) {
      throw .unwritable(
        path: path,
        reason: "expected a regular file, found \(fileKind(path))")
    }
    let descriptor = unsafe open(
      path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | flags, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw .unwritable(path: path, reason: currentSystemError())
    }
    // File systems that know no locks have none to heed.
    if !isDevice && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK {
      close(descriptor)
      throw .inUse(path: path)
    }
    // Not before the lock is there: the lines may be another's.
    if existing == .emptied && !isDevice && ftruncate(descriptor, 0) != 0 {
      let reason = currentSystemError()
      close(descriptor)
      throw .unwritable(path: path, reason: reason)
    }
    self.path = path
    self.descriptor = descriptor
    mayBeTorn = Mutex(existing == .kept)
  }

  /// Cuts off what stands behind the last end of a line.
  private func dropTornLine() {
    let length = Int(lseek(descriptor, 0, SEEK_END))
    var block = [UInt8](repeating: 0, count: 1 << 12)
    var end = length
    while end > 0 {
      let start = max(0, end - block.count)
      // SAFETY: no more bytes are read than the block has.
      guard unsafe pread(descriptor, &block, end - start, off_t(start)) == end - start else {
        return
      }
      if let last = block[..<(end - start)].lastIndex(of: UInt8(ascii: "\n")) {
        end = start + last + 1
        break
      }
      end = start
    }
    if end < length { _ = ftruncate(descriptor, off_t(end)) }
  }

  deinit {
    close(descriptor)
  }

  /// Adds a line, or nothing.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, for example when the disk is full.
  public func append(_ line: String) throws(FileError) {
    mayBeTorn.withLock { mayBeTorn in
      if mayBeTorn { dropTornLine() }
      mayBeTorn = false
    }
    let end = lseek(descriptor, 0, SEEK_END)
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      // SAFETY: the pointer covers the bytes that are left, and stays inside the closure.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason = currentSystemError()
        if end >= 0 { _ = ftruncate(descriptor, end) }
        throw .unwritable(path: path, reason: reason)
      }
      rest = rest.dropFirst(count)
    }
  }
}

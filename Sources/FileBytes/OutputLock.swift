#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps other processes from writing the same output, as long as the object lives.
///
/// A hidden file beside the output, which goes with the lock. A process that is killed leaves it
/// behind, without its lock: the next one takes it over.
public final class OutputLock: Sendable {
  private let lockPath: String
  private let descriptor: Int32

  /// Takes the lock of the output at `path`.
  ///
  /// - Throws: ``FileError/inUse(path:)`` if another process holds it, and
  ///   ``FileError/unwritable(path:reason:)``.
  public init(path: String) throws(FileError) {
    let canonical = canonicalPath(path)
    let name = canonical.split(separator: "/").last ?? ""
    let folder = canonical.contains("/") ? folder(of: canonical) : ""
    // A name may be as long as the file system allows, and has no room for more then.
    let title =
      name.utf8.count <= 240
      ? String(name)
      : "ghn-"
        + String(
          name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
          }, radix: 16)
    lockPath = "\(folder).\(title).lock"
    while true {
      // SAFETY: the system reads a string, and writes structures, that live for the call; likewise below.
      let descriptor = unsafe open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { throw .unwritable(path: path, reason: currentSystemError()) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let isTaken = errno == EWOULDBLOCK
        let reason = currentSystemError()
        close(descriptor)
        throw isTaken ? .inUse(path: path) : .unwritable(path: path, reason: reason)
      }
      // Whoever held the lock before may have removed the file since it was opened here.
      var (ours, there) = (stat(), stat())
      if unsafe fstat(descriptor, &ours) == 0, unsafe stat(lockPath, &there) == 0,
        ours.st_ino == there.st_ino, ours.st_dev == there.st_dev
      {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit {
    unsafe unlink(lockPath)
    close(descriptor)
  }
}

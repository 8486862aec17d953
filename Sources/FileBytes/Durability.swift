#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waits until the bytes of an open file stand on the disk, so that a name given to it afterwards
/// never leads to half of them, even where the power fails.
///
/// - Throws: ``FileError/unwritable(path:reason:)``. A file system that cannot promise anything is
///   no error.
func synchronize(_ descriptor: Int32, path: String) throws(FileError) {
  while fsync(descriptor) != 0 {
    if errno == EINTR { continue }
    guard [EINVAL, ENOTSUP, EROFS].contains(errno) else {
      throw .unwritable(path: path, reason: currentSystemError())
    }
    return
  }
}

/// Waits until the name of a file stands on the disk, too.
///
/// A folder that may not be read cannot be waited for, which is no error.
///
/// - Throws: ``FileError/unwritable(path:reason:)``.
func synchronizeFolder(of path: String) throws(FileError) {
  // SAFETY: the system reads a string, and writes structures, that live for the call; likewise below.
  let descriptor = unsafe open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  try synchronize(descriptor, path: path)
}

/// Refuses to make a file larger than its disk has room for: what would fail after minutes fails
/// at once, and leaves the disk to others.
///
/// - Throws: ``FileError/unwritable(path:reason:)`` with both numbers.
func checkFreeSpace(
  for byteCount: Int, in descriptor: Int32, path: String
) throws(FileError) {
  var (space, status) = (statvfs(), stat())
  guard unsafe fstatvfs(descriptor, &space) == 0, unsafe fstat(descriptor, &status) == 0,
    space.f_blocks > 0
  else { return }
  let (free, overflow) = Int(clamping: space.f_bavail)
    .multipliedReportingOverflow(by: Int(clamping: space.f_frsize))
  let missing = byteCount - min(byteCount, 512 * Int(status.st_blocks))
  guard overflow || missing <= free else {
    throw .unwritable(
      path: path, reason: "expected \(missing) bytes of free space, found \(free)")
  }
}

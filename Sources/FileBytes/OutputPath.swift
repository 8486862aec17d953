#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Refuses a path under which no file can appear: before hours of work, rather than after them.
///
/// - Throws: ``FileError/exists(path:)`` for a file that may not be replaced, and
///   ``FileError/unwritable(path:reason:)``.
func checkOutput(_ path: String, overwriting: Bool) throws(FileError) {
  guard let last = path.utf8.last, last != UInt8(ascii: "/") else {
    throw .unwritable(path: path, reason: "expected the name of a file, found a folder's")
  }
  var status = stat()
  // SAFETY: the system reads a string and writes a structure that live for the call; likewise below.
  guard unsafe lstat(path, &status) == 0 else {
    guard errno == ENOENT else {
      throw .unwritable(path: path, reason: currentSystemError())
    }
    return
  }
  switch status.st_mode & S_IFMT {
  case S_IFREG, S_IFLNK:
    guard overwriting else { throw .exists(path: path) }
  default:
    throw .unwritable(path: path, reason: "expected a regular file, found \(fileKind(path))")
  }
}

/// Whether a folder stands at a path: a file cannot be written there, whatever its name.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// What stands at a path, for people.
func fileKind(_ path: String) -> String {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return "something else" }
  return switch status.st_mode & S_IFMT {
  case S_IFDIR: "a folder"
  case S_IFIFO: "a pipe"
  case S_IFSOCK: "a socket"
  case S_IFCHR, S_IFBLK: "a device"
  default: "something else"
  }
}

/// The folder that a path's file lies in, with a slash at its end unless it is the current one.
func folder(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
}

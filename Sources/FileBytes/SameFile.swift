#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whether two paths lead to one file: what is written by one of them is read by the other.
///
/// Files that stand there are one if the system says so, by links of both kinds; others if their
/// paths come to the same. A device is anybody's, and never the same.
public func leadToOneFile(_ path: String, _ other: String) -> Bool {
  var (first, second) = (stat(), stat())
  // SAFETY: the system reads a string, and writes structures, that live for the call.
  guard unsafe stat(path, &first) == 0, unsafe stat(other, &second) == 0 else {
    return canonicalPath(path) == canonicalPath(other)
  }
  let kinds = [first, second].map { $0.st_mode & S_IFMT }
  guard !kinds.contains(where: { $0 == S_IFCHR || $0 == S_IFIFO || $0 == S_IFSOCK }) else {
    return false
  }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

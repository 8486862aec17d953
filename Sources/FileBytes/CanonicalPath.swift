#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The path by which everybody would find the file at `path`: links followed, no dots left.
///
/// Two paths name one file if these are equal. Where there is no file yet, its folder's path and its
/// name; where there is no such folder either, the path as it is.
public func canonicalPath(_ path: String) -> String {
  if let whole = resolvedPath(path) { return whole }
  guard let folder = resolvedPath(folder(of: path)) else { return path }
  let name = path.split(separator: "/").last ?? ""
  return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
}

private func resolvedPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  // SAFETY: realpath gave a text that ends with a zero, which is ours to free.
  defer { unsafe free(resolved) }
  return unsafe String(validatingCString: resolved)
}

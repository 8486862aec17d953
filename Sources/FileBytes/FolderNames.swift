#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The names of what a folder holds, in order, without what is hidden; `nil` where there is no folder.
///
/// - Throws: ``FileError/unreadable(path:reason:)`` where the folder cannot be read to its end, or holds
///   a name that is no text, by which no file could be opened.
public func visibleNames(inFolder path: String) throws(FileError) -> [String]? {
  // SAFETY: the system reads a string that lives for the call, and gives a stream that is ours to
  // close; an entry is valid until the next is read.
  guard let folder = unsafe opendir(path) else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw .unreadable(path: path, reason: currentSystemError())
  }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = unsafe readdir(folder) else {
      guard errno == 0 else { throw .unreadable(path: path, reason: currentSystemError()) }
      return names.sorted()
    }
    let bytes = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      let length = unsafe strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      return unsafe [UInt8](UnsafeRawBufferPointer(start: name, count: length))
    }
    if bytes.first == UInt8(ascii: ".") { continue }
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(
        path: path,
        reason: "expected names in UTF-8, found '\(String(decoding: bytes, as: UTF8.self))'")
    }
    names.append(name)
  }
}

import FileBytes

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What another program, or a person, sends to the process.
enum StandardInput {
  /// All bytes until the end.
  ///
  /// - Throws: ``FileError/unreadable(path:reason:)``, also where there are more than `limit`.
  static func bytes(atMost limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var status = 1
    while status > 0 && bytes.count <= limit {
      // SAFETY: `read` writes at most as many bytes as the buffer has room for, and `count` is how
      // many it did.
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        status = unsafe read(0, buffer.baseAddress, buffer.count)
        count = max(0, status)
      }
      bytes += piece
      if status < 0 && errno == EINTR { status = 1 }
    }
    guard status >= 0 else {
      throw .unreadable(path: "standard input", reason: unsafe String(cString: strerror(errno)))
    }
    guard bytes.count <= limit else {
      throw .unreadable(path: "standard input", reason: "more than \(limit) bytes")
    }
    return bytes
  }
}

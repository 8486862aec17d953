import FileBytes

/// A file of a data set, opened, and unpacked while it is read if it was packed by gzip.
///
/// Content tells whether it was, not the name.
struct ByteSource {
  private let file: MappedFile

  /// The path by which the file was opened.
  var path: String { file.path }

  /// Opens the file at `path`.
  init(path: String) throws(DataError) {
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a file whose header says how many bytes follow.
  ///
  /// No more memory is taken than the header and `bodyCount` ask for, whatever a packed file
  /// would unpack to.
  ///
  /// - Parameters:
  ///   - headerCount: the bytes of the header.
  ///   - bodyCount: checks the header, and answers the bytes that must follow it.
  /// - Returns: the bytes behind the header.
  /// - Throws: ``DataError/malformed(path:expected:found:)``, also where the file holds fewer or
  ///   more bytes than its header says.
  func body(
    headerCount: Int, bodyCount: (_ header: [UInt8]) throws(DataError) -> Int
  ) throws(DataError) -> [UInt8] {
    try file.withBytes { (bytes) throws(DataError) in
      guard isGzip(bytes) else {
        return try plainBody(of: bytes, headerCount: headerCount, bodyCount: bodyCount)
      }
      let stream = InflatedStream(path: path)
      return try stream.read(bytes) { (read) throws(DataError) in
        let header = try read(headerCount)
        let count = try bodyCount(header)
        // Two bits are the shortest code of the longest repetition, of 258 bytes (RFC 1951).
        guard count / 1032 <= bytes.byteCount else {
          throw .malformed(
            path: path, expected: "\(count) bytes in the unpacked stream",
            found: "\(bytes.byteCount) packed bytes, too few for that")
        }
        return try read(count)
      }
    }
  }

  private func plainBody(
    of bytes: RawSpan, headerCount: Int, bodyCount: (_ header: [UInt8]) throws(DataError) -> Int
  ) throws(DataError) -> [UInt8] {
    guard bytes.byteCount >= headerCount else {
      throw .malformed(
        path: path, expected: "a header of \(headerCount) bytes", found: "\(bytes.byteCount)")
    }
    let count = try bodyCount(copied(bytes, headerCount))
    guard bytes.byteCount - headerCount == count else {
      throw .malformed(
        path: path, expected: "\(count) bytes behind the header",
        found: "\(bytes.byteCount - headerCount)")
    }
    return copied(bytes.extracting(droppingFirst: headerCount), count)
  }

  /// All bytes of a file that has no header, a whole number of records.
  func records(of recordLength: Int, atMost limit: Int) throws(DataError) -> [UInt8] {
    let path = path
    return try file.withBytes { (bytes) throws(DataError) in
      let count = bytes.byteCount
      guard count > 0 && count % recordLength == 0 else {
        throw .malformed(
          path: path, expected: "records of \(recordLength) bytes each", found: "\(count) bytes")
      }
      guard count <= limit else {
        throw .tooLarge(path: path, limit: "\(limit) bytes", found: "\(count)")
      }
      return copied(bytes, count)
    }
  }
}

/// Whether bytes begin as a file of gzip does.
///
/// Source: RFC 1952, section 2.3.1.
private func isGzip(_ bytes: RawSpan) -> Bool {
  guard bytes.byteCount >= 2 else { return false }
  // SAFETY: any two bytes are two numbers of a byte.
  return unsafe bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == 0x1f
    && bytes.unsafeLoad(fromByteOffset: 1, as: UInt8.self) == 0x8b
}

/// The first `count` bytes.
private func copied(_ bytes: RawSpan, _ count: Int) -> [UInt8] {
  // SAFETY: the pointer stays inside the closure, and the array copies what it covers.
  unsafe bytes.extracting(first: count).withUnsafeBytes { unsafe [UInt8]($0) }
}

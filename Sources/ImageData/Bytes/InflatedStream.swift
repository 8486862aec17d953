import CZlib

/// Unpacks what gzip packed, or what lies deflated in an archive, as far as a reader asks.
///
/// Source: RFC 1951 and 1952, section 2.2; zlib 1.2, `zlib.h`.
struct InflatedStream {
  /// What errors call the packed file.
  let path: String
  /// What stands around the deflated bytes.
  var frame = Frame.gzip

  enum Frame: Int32 {
    // 15 is the largest window; 16 more ask for gzip's frame, and a minus for none.
    case gzip = 31
    case none = -15
  }

  /// Calls `body` with a function that answers the next bytes, exactly as many as asked for.
  ///
  /// - Throws: what `body` throws, and ``DataError/malformed(path:expected:found:)`` if the bytes
  ///   are not gzip's, end early, fail their checksum, or go on behind what `body` has read.
  func read<Result>(
    _ packed: RawSpan,
    _ body: (_ next: (_ count: Int) throws(DataError) -> [UInt8]) throws(DataError) -> Result
  ) throws(DataError) -> Result {
    // SAFETY: zlib keeps the stream's address, which stays the same from its beginning to its end
    // inside this closure; its input lies in `packed`, which lives as long.
    try unsafe packed.withUnsafeBytes { (packed) throws(DataError) in
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      defer { unsafe stream.deallocate() }
      unsafe stream.initialize(to: z_stream())
      let status = unsafe inflateInit2_(
        stream, frame.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else { throw refusal(status) }
      defer { unsafe inflateEnd(stream) }
      var rest = unsafe packed[...]
      let result = try body { (count) throws(DataError) in
        let bytes = try unsafe next(count, of: stream, from: &rest)
        guard bytes.count == count else {
          throw .malformed(
            path: path, expected: "\(count) bytes in the unpacked stream", found: "\(bytes.count)")
        }
        return bytes
      }
      // What follows must be the end: of the stream, whose checksum zlib looks at, and of the file.
      guard try unsafe next(1, of: stream, from: &rest).isEmpty else {
        throw .malformed(
          path: path, expected: "the end of the unpacked stream", found: "more bytes")
      }
      guard unsafe rest.isEmpty else {
        throw .malformed(
          path: path, expected: "nothing behind the packed stream",
          found: unsafe "\(rest.count) bytes")
      }
      return result
    }
  }

  /// Unpacks up to `count` bytes; fewer, where the stream ends.
  private func next(
    _ count: Int, of stream: UnsafeMutablePointer<z_stream>,
    from rest: inout Slice<UnsafeRawBufferPointer>
  ) throws(DataError) -> [UInt8] {
    var status = Z_OK
    var left = count
    // SAFETY: zlib is told how far input and output reach, and says how much of them it used.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
      while made < count && status == Z_OK {
        let input = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        let room = min(1 << 30, left)
        unsafe stream.pointee.next_out = buffer.baseAddress.map { unsafe $0 + made }
        unsafe stream.pointee.avail_out = UInt32(room)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        unsafe rest = unsafe rest.dropFirst(input.count - Int(stream.pointee.avail_in))
        let progress = unsafe room - Int(stream.pointee.avail_out)
        made += progress
        left -= progress
        // A file of gzip may have several members, whose bytes follow each other.
        if status == Z_STREAM_END, frame == .gzip, unsafe rest.starts(with: [0x1f, 0x8b]) {
          status = unsafe inflateReset(stream)
        }
      }
    }
    guard status == Z_OK || status == Z_STREAM_END else { throw refusal(status) }
    return bytes
  }

  private func refusal(_ status: Int32) -> DataError {
    let found =
      switch status {
      case Z_BUF_ERROR: "the end of the file"
      case Z_DATA_ERROR: "damaged bytes"
      case Z_MEM_ERROR: "too little memory to unpack it"
      default: "zlib's status \(status)"
      }
    return .malformed(path: path, expected: "a stream packed by gzip", found: found)
  }
}

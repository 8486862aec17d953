// How numbers become bytes of a message: as they lie in memory, since all processes of a job run the
// same program.

extension [Float] {
  /// The numbers' bytes.
  package var messageBytes: [UInt8] {
    // SAFETY: every byte of an array of floats is initialized; they are copied.
    unsafe withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// The numbers that were made into bytes; what is left over at the end is no number.
  package init(messageBytes bytes: [UInt8]) {
    let count = bytes.count / MemoryLayout<Float>.size
    // SAFETY: exactly the bytes of `count` floats are written, and any bits are a float.
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Float>.size)))
      }
      initializedCount = count
    }
  }
}

extension Double {
  /// The number's eight bytes.
  package var messageBytes: [UInt8] { Int(truncatingIfNeeded: bitPattern).messageBytes }

  /// The number that the first eight bytes are; `nil` if there are fewer.
  package init?(messageBytes bytes: some RandomAccessCollection<UInt8>) {
    guard let bits = Int(messageBytes: bytes) else { return nil }
    self.init(bitPattern: UInt64(truncatingIfNeeded: bits))
  }
}

extension Int {
  /// The number's eight bytes, the lowest first.
  package var messageBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }

  /// The number that the first eight bytes are; `nil` if there are fewer.
  package init?(messageBytes bytes: some RandomAccessCollection<UInt8>) {
    guard bytes.count >= 8 else { return nil }
    self = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

extension [Int] {
  /// The numbers' bytes, eight for each.
  package var messageBytes: [UInt8] { flatMap(\.messageBytes) }

  /// The numbers that were made into bytes; what is left over at the end is no number.
  package init(messageBytes bytes: [UInt8]) {
    self = stride(from: 0, to: bytes.count, by: 8).compactMap { start in
      Int(messageBytes: bytes[start..<Swift.min(start + 8, bytes.count)])
    }
  }
}

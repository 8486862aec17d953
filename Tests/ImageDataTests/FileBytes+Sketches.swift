/// A file in the manner of MNIST.
func idx(magic: Int, _ extents: [Int], _ elements: [UInt8]) -> [UInt8] {
  ([magic] + extents).flatMap { number in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  } + elements
}

/// Images and labels in the manner of MNIST: image i is gray level i all over, and of class
/// i mod 10.
func idxPair(count: Int, extent: Int) -> (images: [UInt8], labels: [UInt8]) {
  let pixels = (0..<count).flatMap { [UInt8](repeating: UInt8($0 % 256), count: extent * extent) }
  return (
    idx(magic: 0x803, [count, extent, extent], pixels),
    idx(magic: 0x801, [count], (0..<count).map { UInt8($0 % 10) })
  )
}

/// The file that gzip would make of these bytes without packing them.
///
/// Source: RFC 1951, section 3.2.4; RFC 1952, section 2.3.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let block = rest.prefix(65_535)
    rest = rest.dropFirst(block.count)
    file += [rest.isEmpty ? 1 : 0]
    file += littleEndian(block.count, 2) + littleEndian(~block.count, 2) + block
  } while !rest.isEmpty
  return file + littleEndian(Int(checksum(bytes)), 4) + littleEndian(bytes.count, 4)
}

/// CRC-32, bit by bit.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { remainder, byte in
    (0..<8).reduce(remainder ^ UInt32(byte)) { value, _ in
      value >> 1 ^ (value & 1 == 1 ? 0xedb8_8320 : 0)
    }
  }
}

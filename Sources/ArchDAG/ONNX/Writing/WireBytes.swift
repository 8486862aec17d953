/// Protobuf fields as bytes.
///
/// Source: Protocol Buffers, "Encoding".
enum WireBytes {
  /// A number of at most 64 bits, seven of them to a byte.
  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }

  /// A field that is a whole number.
  static func number(_ field: Int, _ value: Int) -> [UInt8] {
    varint(field << 3) + varint(value)
  }

  /// The tag and length in front of a field of `count` bytes.
  static func header(_ field: Int, count: Int) -> [UInt8] {
    varint(field << 3 | 2) + varint(count)
  }

  /// A field that is a text.
  static func text(_ field: Int, _ text: String) -> [UInt8] {
    header(field, count: text.utf8.count) + Array(text.utf8)
  }
}

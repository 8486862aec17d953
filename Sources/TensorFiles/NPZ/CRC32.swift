/// The cyclic redundancy check that zip archives use.
///
/// The check of a message is linear in its bits, once the initial and final inversions are taken
/// out: the check of the whole is the sum (exclusive or) of the checks of its pieces, each moved
/// by as many bytes as follow it. So pieces may come in any order.
///
/// Polynomials over GF(2) are written with the coefficient of x⁰ in the highest bit.
///
/// Source: ISO 3309 / ITU-T V.42, as used by PKWARE's APPNOTE 6.3.3, section 4.4.7.
struct CRC32 {
  private let byteCount: Int
  private var sum: UInt32 = 0

  /// The check of a message of `byteCount` bytes, all of them zero until pieces are added.
  init(byteCount: Int) {
    self.byteCount = byteCount
  }

  /// The remainder of a piece by itself, with which ``add(_:count:at:)`` is called.
  static func remainder<Scalar: BitwiseCopyable>(of piece: Span<Scalar>) -> UInt32 {
    // SAFETY: the table has eight rows of 256, which a byte cannot leave; loads stay within the
    // bytes.
    unsafe piece.withUnsafeBytes { bytes in
      unsafe table.withUnsafeBufferPointer { table in
        var remainder: UInt32 = 0
        var offset = 0
        while offset + 8 <= bytes.count {
          let word =
            unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            ^ UInt64(remainder)
          remainder = 0
          for position in 0..<8 {
            let byte = Int(truncatingIfNeeded: (word >> (8 * UInt64(position))) & 0xff)
            remainder ^= unsafe table[(7 - position) * 256 + byte]
          }
          offset += 8
        }
        while offset < bytes.count {
          let byte = unsafe bytes[offset]
          remainder = remainder >> 8 ^ (unsafe table[Int((remainder ^ UInt32(byte)) & 0xff)])
          offset += 1
        }
        return remainder
      }
    }
  }

  /// Adds a piece of `count` bytes that stands at `offset`.
  mutating func add(_ remainder: UInt32, count: Int, at offset: Int) {
    sum ^= Self.product(remainder, Self.power(bytes: byteCount - offset - count))
  }

  /// The check of the message.
  var value: UInt32 {
    ~(sum ^ Self.product(.max, Self.power(bytes: byteCount)))
  }

  // x³² + x²⁶ + x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1
  private static let polynomial: UInt32 = 0xedb8_8320

  /// Row k, entry b: the remainder of byte b followed by k zero bytes.
  private static let table: [UInt32] = {
    var table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { remainder, _ in timesX(remainder) }
    }
    for index in 256..<8 * 256 {
      let before = table[index - 256]
      table.append(before >> 8 ^ table[Int(before & 0xff)])
    }
    return table
  }()

  private static func timesX(_ a: UInt32) -> UInt32 {
    a & 1 == 0 ? a >> 1 : a >> 1 ^ polynomial
  }

  private static func product(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var product: UInt32 = 0
    var shifted = b
    for bit in (0..<32).reversed() {
      if a >> UInt32(bit) & 1 == 1 { product ^= shifted }
      shifted = timesX(shifted)
    }
    return product
  }

  /// x to the power of 8·`count`, by repeated squaring.
  private static func power(bytes count: Int) -> UInt32 {
    var power: UInt32 = 0x8000_0000
    var square: UInt32 = 0x0080_0000
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { power = product(power, square) }
      square = product(square, square)
      rest >>= 1
    }
    return power
  }
}

/// Numbers of 16 bits, as files hold them.
extension Float {
  /// The value of an IEEE 754 half-precision number.
  @inlinable
  package init(halfPrecision bits: UInt16) {
    self.init(Float16(bitPattern: bits))
  }

  /// The value of a bfloat16 number: the upper half of a single-precision one.
  @inlinable
  package init(brainFloat bits: UInt16) {
    self.init(bitPattern: UInt32(bits) << 16)
  }

  /// The nearest IEEE 754 half-precision number, of two equally near ones the even one; what is too
  /// large becomes infinite.
  @inlinable
  package var halfPrecision: UInt16 { Float16(self).bitPattern }

  /// The nearest bfloat16 number, of two equally near ones the even one.
  @inlinable
  package var brainFloat: UInt16 {
    // Rounding could carry the bits of a NaN into the exponent.
    if isNaN { return UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x40 }
    let half = 0x7fff + (bitPattern >> 16 & 1)
    return UInt16(truncatingIfNeeded: (bitPattern + half) >> 16)
  }
}

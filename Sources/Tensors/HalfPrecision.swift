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
}

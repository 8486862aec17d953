import Tensors
import Testing

@Suite struct HalfPrecisionTests {
  @Test("of two equally near numbers of 16 bits the even one is taken")
  func ties() {
    // Half-precision numbers near 1 lie 2⁻¹⁰ apart, those of bfloat16 2⁻⁷.
    #expect(Float(1 + 0x1p-11).halfPrecision == 0x3c00)
    #expect(Float(1 + 0x1.8p-10).halfPrecision == 0x3c02)
    #expect(Float(1 + 0x1p-8).brainFloat == 0x3f80)
    #expect(Float(1 + 0x1.8p-7).brainFloat == 0x3f82)
    #expect((1 + Float(0x1p-8)).nextUp.brainFloat == 0x3f81)
  }

  @Test("every number of 16 bits is read and written back as it was")
  func everyNumber() {
    let changed = (UInt16.min...UInt16.max).filter { bits in
      let (half, brain) = (Float(halfPrecision: bits), Float(brainFloat: bits))
      return !half.isNaN && half.halfPrecision != bits || !brain.isNaN && brain.brainFloat != bits
    }
    #expect(changed.isEmpty)
  }

  @Test("what is too large becomes infinite, and no number stays none")
  func limits() {
    #expect(Float(65_519).halfPrecision == 0x7bff)
    #expect(Float(65_520).halfPrecision == 0x7c00)
    #expect(Float.greatestFiniteMagnitude.brainFloat == 0x7f80)
    #expect((-Float.infinity).brainFloat == 0xff80)
    #expect(Float(brainFloat: Float.nan.brainFloat).isNaN)
    #expect(Float(brainFloat: Float(bitPattern: 0x7f80_0001).brainFloat).isNaN)
    #expect(Float(halfPrecision: Float.nan.halfPrecision).isNaN)
  }
}

import ProcessMemory
import Testing

@Suite struct PeakMemoryTests {
  @Test("the peak grows by what is touched, and never falls")
  func growth() {
    let before = peakMemoryInBytes()
    let count = before + 64 << 20
    #expect([UInt8](repeating: 1, count: count).last == 1)
    let after = peakMemoryInBytes()
    #expect(before > 0)
    #expect(after >= count)
    #expect(peakMemoryInBytes() >= after)
  }
}

import Randomness
import Testing

@Suite struct SeedTests {
  @Test("FNV-1a gives the published hashes")
  func hashes() {
    // Source: RFC 9923, appendix C: "", "a" and "foobar".
    #expect(fnv1a([UInt8]()) == 0xcbf2_9ce4_8422_2325)
    #expect(fnv1a("a".utf8) == 0xaf63_dc4c_8601_ec8c)
    #expect(fnv1a("foobar".utf8) == 0x8594_4171_f739_67e8)
    #expect(fnv1a("a".utf8, seed: 1) != fnv1a("a".utf8))
  }

  @Test("seeds of neighboring seeds and numbers differ, whatever their order")
  func seeds() {
    var seen: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for number in 0..<20 {
        seen.insert(SplitMix64.seed(seed, number))
        for other in 1..<5 { seen.insert(SplitMix64.seed(seed, number, other)) }
      }
      seen.insert(SplitMix64.seed(seed, named: "weight"))
      seen.insert(SplitMix64.mixed(seed))
    }
    // The number 0 leaves the mixed seed as it is.
    #expect(seen.count == 20 * (20 * 5 + 1))
  }

  @Test func aRepetitionIsTheFirstOneOfALaterSeed() {
    #expect(SplitMix64.seed(5, repetition: 2) == SplitMix64.seed(7, repetition: 0))
    #expect(SplitMix64.seed(5, repetition: 2, stride: 100) == 205)
    #expect(SplitMix64.seed(.max, repetition: 1) == 0)
  }

  @Test func aGeneratorOfItsOwnStartsFromTheMixedSeed() {
    var found = SplitMix64(seed: 3, at: 4)
    var expected = SplitMix64(seed: SplitMix64.mixed(7))
    #expect(found.next() == expected.next())
  }
}

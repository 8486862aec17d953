import Randomness
import Testing

@Suite struct SplitMix64Tests {
  @Test("the first numbers of seed 1234567 are those of the published algorithm")
  func knownSequence() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }
}

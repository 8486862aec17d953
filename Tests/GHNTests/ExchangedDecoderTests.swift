import GHN
import Layers
import Randomness
import Tensors
import Testing

@Suite struct ExchangedDecoderTests {
  @Test func aLowRankDecoderTakesThePlaceOfAnother() throws {
    let old = smallNetwork()
    var generator = SplitMix64(seed: 9)
    let new = old.exchangingDecoder(lowRank: 3, channels: 5, using: &generator)
    #expect(new.configuration == old.configuration.decodingLowRank(3, channels: 5))
    let (before, after) = (old.namedTensors, new.namedTensors)
    var kept = 0
    for (name, tensor) in after where !name.hasPrefix("decoder") {
      #expect(tensor == before[name], "\(name)")
      kept += 1
    }
    #expect(kept > 10)
    #expect(after["decoder.mlp.fc.4.weight"]?.shape[0] == 18)
    #expect(after["decoder.l2.weight"]?.shape == [80, 3])
    #expect(after["decoder.conv.0.weight"] == nil)
  }

  @Test func aLowRankDecoderIsDrawnAnew() throws {
    var generator = SplitMix64(seed: 9)
    let old = smallNetwork().exchangingDecoder(lowRank: 3, channels: 5, using: &generator)
    let new = old.exchangingDecoder(lowRank: 3, channels: 5, using: &generator)
    #expect(new.namedTensors["decoder.l2.weight"] != old.namedTensors["decoder.l2.weight"])
    #expect(new.namedTensors["decoder.l2.weight"]?.shape == [80, 3])
  }
}

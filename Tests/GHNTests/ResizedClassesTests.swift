import GHN
import Layers
import Randomness
import Tensors
import Testing

@Suite struct ResizedClassesTests {
  private func ghn(classCount: Int) -> GraphHyperNetwork {
    var generator = SplitMix64(seed: 4)
    let configuration = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 3, width: 3),
      classCount: classCount)
    return GraphHyperNetwork(configuration, using: &generator)
  }

  @Test("the layers of the classes change, and nothing else", arguments: [3, 7, 10, 13, 100])
  func resizing(classCount: Int) throws {
    let old = ghn(classCount: 10)
    var generator = SplitMix64(seed: 9)
    let (new, changed) = try old.resized(classCount: classCount, using: &generator)
    #expect(new.configuration.classCount == classCount)
    #expect(changed.isEmpty == (classCount == 10))
    let before = old.namedTensors
    for (name, tensor) in new.namedTensors {
      let earlier = try #require(before[name])
      if !changed.contains(name) && !name.contains("embed_channel") {
        #expect(tensor == earlier)
      }
    }
    let weight = try #require(new.namedTensors["bias_class.1.weight"])
    #expect(weight.shape[0] == classCount)
    let kept = min(classCount, 10) * weight.shape[1]
    #expect(
      weight.scalars.prefix(kept) == before["bias_class.1.weight"]?.scalars.prefix(kept))
  }

  @Test func aLowRankDecoderHasNoRowsForMoreClasses() throws {
    let ghn = smallNetwork { $0.kernelDecoder = .lowRank(.init(rank: 3, length: 40)) }
    var generator = SplitMix64(seed: 9)
    #expect(try ghn.resized(classCount: 40, using: &generator).ghn.configuration.classCount == 40)
    let error = #expect(throws: ClassCountError.self) {
      try ghn.resized(classCount: 41, using: &generator)
    }
    #expect(error?.rows == 40 && error?.classCount == 41)
  }

  @Test func aChannelCountKeepsItsRow() throws {
    var generator = SplitMix64(seed: 9)
    let old = ghn(classCount: 10)
    let (new, _) = try old.resized(classCount: 100, using: &generator)
    let name = "shape_enc.embed_channel.weight"
    let (before, after) = (
      try #require(old.namedTensors[name]), try #require(new.namedTensors[name])
    )
    func row(_ tensor: Tensor, _ classCount: Int, _ channels: Int) -> ArraySlice<Float> {
      var configuration = old.configuration
      configuration.classCount = classCount
      let place = ShapeRows(configuration).channelRow(channels)
      return tensor.scalars[place * tensor.shape[1]..<(place + 1) * tensor.shape[1]]
    }
    for channels in [1, 3, 8, 64, 512, 4096] {
      #expect(row(before, 10, channels) == row(after, 100, channels))
    }
    #expect(after.scalars.suffix(after.shape[1]) == before.scalars.suffix(before.shape[1]))
  }
}

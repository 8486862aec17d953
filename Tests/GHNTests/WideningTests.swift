import GHN
import Layers
import Randomness
import Tensors
import Testing

@Suite struct WideningTests {
  @Test(
    "a wider GHN predicts the same",
    arguments: [8, 12, 32], [GHNConfiguration.KernelCrop.topLeft, .centered])
  func widening(width: Int, crop: GHNConfiguration.KernelCrop) throws {
    let old = smallNetwork {
      $0.hiddenWidth = 4
      $0.kernelCrop = crop
      $0.normalizesInputs = crop == .topLeft
    }
    var generator = SplitMix64(seed: 9)
    let new = try old.widened(to: width, using: &generator)
    #expect(new.configuration.hiddenWidth == width)
    let graph = variedGraph()
    let (before, after) = (
      try old.predictParameters(for: graph), try new.predictParameters(for: graph)
    )
    #expect(before.parameters.count > 3)
    for (name, tensor) in before.parameters {
      let wide = try #require(after.parameters[name])
      #expect(tensor.scalars.contains { $0 != 0 })
      #expect(wide.shape == tensor.shape)
      for (a, b) in zip(tensor.scalars, wide.scalars) {
        #expect(abs(a - b) <= 1e-4 * max(1, abs(a)), "\(name)")
      }
    }
  }

  @Test func copiesOfAUnitAreReadByOtherShares() throws {
    var generator = SplitMix64(seed: 9)
    let old = smallNetwork()
    let new = try old.widened(to: 16, using: &generator)
    let (before, after) = (
      try #require(old.namedTensors["decoder.conv.2.weight"]),
      try #require(new.namedTensors["decoder.conv.2.weight"])
    )
    #expect(after.shape == [36, 128])
    let (first, second, sum) = (after.scalars[0], after.scalars[64], before.scalars[0])
    #expect(abs(first + second - sum) < 1e-6)
    #expect(first != second)
  }

  @Test func whatCannotBeWidened() throws {
    var generator = SplitMix64(seed: 9)
    #expect(throws: WideningError.width(wanted: 12, found: 8)) {
      try smallNetwork().widened(to: 12, using: &generator)
    }
    #expect(throws: WideningError.width(wanted: 8, found: 8)) {
      try smallNetwork().widened(to: 8, using: &generator)
    }
    for change: (inout GHNConfiguration) -> Void in [
      { $0.propagation = .nodewise }, { $0.kernelDecoder = .lowRank(.init(rank: 3, length: 40)) },
      { $0.eigenvectorCount = 2 },
    ] {
      let error = #expect(throws: WideningError.self) {
        try smallNetwork(change).widened(to: 16, using: &generator)
      }
      if case .parts = error { continue }
      Issue.record("\(String(describing: error))")
    }
  }
}

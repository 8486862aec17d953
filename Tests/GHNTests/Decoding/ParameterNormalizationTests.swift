import ArchDAG
import Autograd
import GHN
import Tensors
import Testing

@Suite struct ParameterNormalizationTests {
  private func normalization(
    _ shape: Shape, _ role: ParameterRole = .weight, _ layout: ParameterSpec.Layout = .outputFirst
  ) -> ParameterNormalization {
    ParameterNormalization(for: ParameterSpec(name: "p", shape: shape, role: role, layout: layout))
  }

  @Test(
    "weights are scaled by √(β / fan-in)",
    arguments: [
      ([64, 32, 3, 3], 2, 288), ([64, 32], 2, 32), ([64, 32, 7, 1], 2, 224),
      ([64, 32, 1, 7], 1, 224), ([64, 1, 3, 3], 1, 9), ([8, 4, 5], 2, 20), ([10, 0], 2, 1),
    ])
  func fanIn(extents: [Int], beta: Int, fanIn: Int) {
    #expect(
      normalization(Shape(extents)) == .fanIn(scale: (Float(beta) / Float(fanIn)).squareRoot()))
  }

  @Test func theFanInOfAnInputFirstWeightIsItsFirstAxis() {
    #expect(normalization([32, 64], .weight, .inputFirst) == normalization([64, 32]))
  }

  @Test func largePositionalEncodingsAreLeftAlone() {
    #expect(normalization([1, 197, 768], .positionalEncoding) == .none)
    #expect(normalization([1, 768, 14, 14], .positionalEncoding) == .none)
    #expect(
      normalization([1, 48, 8, 8], .positionalEncoding)
        == .fanIn(scale: (Float(2) / Float(48 * 64)).squareRoot()))
    #expect(normalization([1, 48, 14, 14]) != .none)
  }

  @Test("tables of positions are left alone in both spellings, where the configuration says so")
  func unscaledPositions() {
    var configuration = GHNConfiguration.ghn2(classCount: 10)
    func normalization(_ shape: Shape, _ role: ParameterRole) -> ParameterNormalization {
      ParameterNormalization(
        for: ParameterSpec(name: "p", shape: shape, role: role), configuration: configuration)
    }
    let scaled = ParameterNormalization.fanIn(scale: (Float(2) / Float(48 * 64)).squareRoot())
    #expect(normalization([1, 48, 8, 8], .positionalEncoding) == scaled)
    configuration.normalizesPositions = false
    #expect(normalization([1, 48, 8, 8], .positionalEncoding) == .none)
    #expect(normalization([1, 65, 8], .positionalEncoding) == .none)
    #expect(normalization([1, 48, 8, 8], .weight) == scaled)
    configuration.normalizesParameters = false
    #expect(normalization([1, 48, 8, 8], .weight) == .none)
  }

  @Test(
    "scales lie between 0 and 2 around 1, shifts between −1 and 1 around 0",
    arguments: [
      (ParameterRole.normScale, ParameterNormalization.scale), (.normShift, .shift),
      (.bias, .shift), (.classifierBias, .shift), (.weight, .scale),
    ])
  func vectors(role: ParameterRole, expected: ParameterNormalization) {
    let found = normalization([3], role)
    #expect(found == expected)
    let p = found(Variable(Tensor(shape: [3], scalars: [-50, 0, 50]))).value.scalars
    let bounds: [Float] = expected == .scale ? [0, 1, 2] : [-1, 0, 1]
    for (value, bound) in zip(p, bounds) { #expect(abs(value - bound) < 1e-6) }
  }
}

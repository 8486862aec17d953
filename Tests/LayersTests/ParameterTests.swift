import Layers
import Randomness
import Tensors
import Testing

@Suite struct ParameterTests {
  @Test func namesWhatIsMissing() {
    #expect(throws: ParameterError.missing(name: "w", expected: [2, nil])) {
      try parameter(shape: [2, .stored(otherwise: 1)], in: [:])
    }
    #expect(
      ParameterError.missing(name: "w", expected: [2, nil]).description
        == "expected a tensor 'w' of shape (2, ?), found none of this name")
  }

  @Test("names both shapes where they differ", arguments: [Shape([2, 4]), [2], [2, 3, 1]])
  func shapes(found: Shape) {
    #expect(throws: ParameterError.shapeMismatch(name: "w", expected: [2, 3], found: found)) {
      try parameter(shape: [2, 3], in: ["w": Tensor(zeros: found)])
    }
  }

  @Test("refuses numbers that are not finite", arguments: [Float.infinity, -.infinity])
  func infinity(value: Float) {
    let tensor = Tensor(shape: [3], scalars: [0, .greatestFiniteMagnitude, value])
    #expect(throws: ParameterError.notFinite(name: "w", index: 2, value: value)) {
      try parameter(shape: [3], in: ["w": tensor])
    }
  }

  @Test func refusesNaN() {
    #expect(throws: ParameterError.self) {
      try parameter(shape: [1], in: ["w": Tensor(shape: [1], scalars: [.nan])])
    }
  }

  @Test("what is drawn has the name and the shape that is asked for")
  func drawn() {
    var source = DrawnParameters(using: SplitMix64(seed: 1))
    let parameter = source.parameter(
      named: "w", shape: [2, .stored(otherwise: 3)], distribution: .uniform(within: 0.5))
    #expect(parameter.name == "w" && parameter.value.shape == [2, 3])
    #expect(parameter.value.scalars.allSatisfy { abs($0) <= 0.5 })
    let constant = source.parameter(named: "b", shape: [2], distribution: .constant(7))
    #expect(constant.value.scalars == [7, 7])
    #expect(source.stored == nil)
  }

  private func parameter(
    shape: [ParameterExtent], in tensors: NamedTensors
  ) throws(ParameterError) -> Parameter {
    var source = StoredParameters(tensors)
    return try source.parameter(named: "w", shape: shape, distribution: .constant(0))
  }
}

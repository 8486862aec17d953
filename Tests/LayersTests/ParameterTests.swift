import Layers
import Tensors
import Testing

@Suite struct ParameterTests {
  @Test func namesWhatIsMissing() {
    #expect(throws: ParameterError.missing(name: "w", expected: [2, nil])) {
      try Parameter(named: "w", shaped: [2, nil], from: [:])
    }
    #expect(
      ParameterError.missing(name: "w", expected: [2, nil]).description
        == "expected a tensor 'w' of shape (2, ?), found none of this name")
  }

  @Test("names both shapes where they differ", arguments: [Shape([2, 4]), [2], [2, 3, 1]])
  func shapes(found: Shape) {
    #expect(throws: ParameterError.shapeMismatch(name: "w", expected: [2, 3], found: found)) {
      try Parameter(named: "w", shaped: [2, 3], from: ["w": Tensor(zeros: found)])
    }
  }

  @Test("refuses numbers that are not finite", arguments: [Float.infinity, -.infinity])
  func infinity(value: Float) {
    let tensor = Tensor(shape: [3], scalars: [0, .greatestFiniteMagnitude, value])
    #expect(throws: ParameterError.notFinite(name: "w", index: 2, value: value)) {
      try Parameter(named: "w", shaped: [3], from: ["w": tensor])
    }
  }

  @Test func refusesNaN() {
    #expect(throws: ParameterError.self) {
      try Parameter(
        named: "w", shaped: [1], from: ["w": Tensor(shape: [1], scalars: [.nan])])
    }
  }
}

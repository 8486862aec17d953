import Optimization
import Tensors
import Testing

@Suite struct GradientLayoutTests {
  private let first: NamedTensors = [
    "a": Tensor(shape: [2], scalars: [1, 2]), "b": Tensor(shape: [1, 3], scalars: [3, 4, 5]),
  ]
  private let second: NamedTensors = [
    "b": Tensor(shape: [1, 3], scalars: [10, 20, 30]), "c": Tensor(shape: [1], scalars: [-0.0]),
  ]

  @Test("a sum in parts is the sum of the whole, also where a network lacks a tensor")
  func parts() {
    let expected = gradientSum([first, second])
    #expect(expected.names == ["a", "b", "c"])
    let layout = GradientLayout(
      names: [first, second].namesOfAll,
      shapedAs: ["c": Tensor(zeros: [1]), "a": Tensor(zeros: [2]), "b": Tensor(zeros: [1, 3])])
    #expect(layout.count == 6)
    for length in 1...6 {
      var row: [Float] = []
      for start in stride(from: 0, to: 6, by: length) {
        var part: [Float] = []
        for gradient in [first, second] {
          layout.add(gradient, in: start..<min(start + length, 6), to: &part)
        }
        row += part
      }
      let sum = layout.tensors(of: row)
      #expect(sum.names == expected.names)
      for (name, tensor) in sum {
        #expect(tensor == expected[name])
        #expect(tensor.scalars.map(\.sign) == expected[name]?.scalars.map(\.sign), "\(name)")
      }
    }
  }

  @Test("nothing added up is no gradient")
  func nothing() {
    #expect(GradientLayout(names: [], shapedAs: [:]).tensors(of: []).isEmpty)
  }
}

import Evaluation
import Tensors
import Testing

@Suite struct ParameterDiversityTests {
  @Test func comparesTensorsOfOneShape() throws {
    let diversity = try #require(
      ParameterDiversity(of: [
        "a": Tensor(shape: [2, 2], scalars: [1, 0, 0, 0]),
        "b": Tensor(shape: [2, 2], scalars: [-3, 0, 0, 0]),
        "c": Tensor(shape: [2, 2], scalars: [0, 1, 0, 0]),
        "other": Tensor(shape: [4, 1], scalars: [1, 1, 1, 1]),
        "bias": Tensor(shape: [2], scalars: [1, 1]),
      ]))
    #expect(diversity.pairs == 3)
    #expect(abs(diversity.meanCosine - 1.0 / 3) < 1e-12)
  }

  @Test func saysNothingWhereNoTwoCompare() {
    #expect(ParameterDiversity(of: ["a": Tensor(shape: [2, 2], scalars: [1, 0, 0, 0])]) == nil)
  }
}

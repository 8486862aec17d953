import Optimization
import Tensors
import Testing

@Suite struct WeightAverageTests {
  @Test func keepsSoMuchOfTheMeanAtEachStep() throws {
    var average = WeightAverage(of: ["w": Tensor(shape: [2], scalars: [1, 0])], decay: 0.9)
    average.add(["w": Tensor(shape: [2], scalars: [0, 10])], step: 1_000_000)
    let mean = try #require(average.weights["w"]?.scalars)
    #expect(abs(mean[0] - 0.9) < 1e-6 && abs(mean[1] - 1) < 1e-6)
  }

  @Test func forgetsTheBeginningSoon() throws {
    var average = WeightAverage(of: ["w": Tensor(shape: [1], scalars: [100])], decay: 0.9999)
    for step in 0..<200 { average.add(["w": Tensor(shape: [1], scalars: [1])], step: step) }
    // Of the first weights ∏ (1 + t)/(10 + t) is left, less than a millionth.
    #expect(abs(try #require(average.weights["w"]?.scalars[0]) - 1) < 1e-3)
  }
}

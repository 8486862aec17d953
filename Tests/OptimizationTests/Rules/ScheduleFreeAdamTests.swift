import Optimization
import Tensors
import Testing

@Suite struct ScheduleFreeAdamTests {
  private let optimizer = Optimizer(rule: .scheduleFree)

  @Test("two steps by hand")
  func byHand() throws {
    // With constant gradients 1, v = 1 − β₂ᵗ, so that γ/√v is the learning rate: z₁ = −0.1 and
    // z₂ = −0.2; γ² is as 0.001 to 0.001999, hence c₂ = 0.001999/0.002999.
    var state = OptimizerState()
    var parameters: NamedTensors = ["w": Tensor(zeros: [1])]
    let gradients: NamedTensors = ["w": Tensor(repeating: 1, shape: [1])]
    parameters = optimizer.step(
      parameters, gradients: gradients, learningRate: 0.1, state: &state)
    #expect(abs(try #require(parameters["w"]).scalars[0] + 0.1) < 1e-6)
    parameters = optimizer.step(
      parameters, gradients: gradients, learningRate: 0.1, state: &state)
    let part: Float = 0.001999 / 0.002999
    let mean = try #require(state.meanWeights(shapedAs: parameters)["w"]).scalars[0]
    #expect(abs(mean - (-0.1 - 0.1 * part)) < 1e-5)
    let y = try #require(parameters["w"]).scalars[0]
    #expect(abs(y - (0.1 * -0.2 + 0.9 * mean)) < 1e-6)
  }

  @Test("the mean stands still where single steps do not")
  func noise() throws {
    var state = OptimizerState()
    var parameters: NamedTensors = ["w": Tensor(repeating: 3, shape: [1])]
    for step in 0..<400 {
      // Of ½w², with noise of size 2.
      let noise: Float = step % 2 == 0 ? 2 : -2
      let y = try #require(parameters["w"]).scalars[0]
      parameters = optimizer.step(
        parameters, gradients: ["w": Tensor(shape: [1], scalars: [y + noise])],
        learningRate: 0.05, state: &state)
    }
    #expect(abs(try #require(state.meanWeights(shapedAs: parameters)["w"]).scalars[0]) < 0.1)
  }

  @Test func otherRulesHaveNoMean() {
    var state = OptimizerState()
    let parameters: NamedTensors = ["w": Tensor(zeros: [2])]
    _ = Optimizer(rule: .adamW).step(
      parameters, gradients: parameters, learningRate: 0.1, state: &state)
    #expect(state.meanWeights(shapedAs: parameters).isEmpty)
  }
}

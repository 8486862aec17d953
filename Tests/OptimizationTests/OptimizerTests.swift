import Foundation
import Optimization
import Randomness
import Tensors
import Testing

@Suite struct OptimizerTests {
  /// The textbook rules in double precision, one number at a time.
  private func reference(
    _ optimizer: Optimizer, _ parameter: Double, gradients: [Double], rate: Double
  ) -> Double {
    var (p, m, v) = (parameter, 0.0, 0.0)
    var (fast, mean, rateSquares) = (parameter, parameter, 0.0)
    let (b1, b2) = (optimizer.momentum, optimizer.beta2)
    for (index, gradient) in gradients.enumerated() {
      var g = gradient
      switch optimizer.rule {
      case .sgd:
        g += optimizer.weightDecay * p
        m = b1 * m + g
        p -= rate * m
      case .scheduleFree:
        v = b2 * v + (1 - b2) * g * g
        let square = rate * rate * (1 - pow(b2, Double(index + 1)))
        rateSquares += square
        fast -=
          square.squareRoot()
          * (g / (v.squareRoot() + optimizer.epsilon)
            + optimizer.weightDecay * p)
        mean += square / rateSquares * (fast - mean)
        p = (1 - b1) * fast + b1 * mean
      // Of vectors.
      case .adam, .adamW, .muon, .soap:
        if optimizer.rule == .adam {
          g += optimizer.weightDecay * p
        } else {
          p -= rate * optimizer.weightDecay * p
        }
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        var (power1, power2) = (1.0, 1.0)
        for _ in 0...index {
          power1 *= b1
          power2 *= b2
        }
        p -= rate * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + optimizer.epsilon)
      }
    }
    return p
  }

  @Test(
    "steps are those of the textbook, number by number",
    arguments: Optimizer.Rule.allCases, [0, 0.1])
  func steps(rule: Optimizer.Rule, weightDecay: Double) throws {
    let optimizer = Optimizer(rule: rule, weightDecay: weightDecay)
    // Neither a multiple of the vector's width nor below it.
    let count = 37
    var generator = SplitMix64(seed: 5)
    func numbers() -> [Float] {
      (0..<count).map { _ in Float.random(in: -2...2, using: &generator) }
    }
    let start = numbers()
    let gradients = (0..<6).map { _ in numbers() }
    var parameters: NamedTensors = ["w": Tensor(shape: [count], scalars: start)]
    var state = OptimizerState()
    for gradient in gradients {
      // The scale undoes what the gradient is doubled by.
      let doubled = Tensor(shape: [count], scalars: gradient.map { 2 * $0 })
      parameters = optimizer.step(
        parameters, gradients: ["w": doubled], gradientScale: 0.5, learningRate: 0.05,
        state: &state)
    }
    let found = try #require(parameters["w"]).scalars
    for index in 0..<count {
      let expected = reference(
        optimizer, Double(start[index]), gradients: gradients.map { Double($0[index]) },
        rate: 0.05)
      // Six steps in single precision.
      #expect(abs(Double(found[index]) - expected) < 2e-6 * max(1, abs(expected)))
    }
  }

  @Test func leavesWhatHasNoGradientAsItIs() {
    let optimizer = Optimizer(rule: .adam, weightDecay: 1)
    var state = OptimizerState()
    let tensors: NamedTensors = ["a": Tensor(repeating: 1, shape: [2])]
    let next = optimizer.step(tensors, gradients: [:], learningRate: 1, state: &state)
    #expect(next["a"] == tensors["a"])
  }

  @Test(arguments: Optimizer.Rule.allCases)
  func stateSurvivesItsTensors(rule: Optimizer.Rule) throws {
    let optimizer = Optimizer(rule: rule)
    let gradient: NamedTensors = ["a": Tensor(shape: [2, 3], scalars: [1, -2, 3, 5, 1, 0])]
    var state = OptimizerState()
    var parameters: NamedTensors = ["a": Tensor(repeating: 1, shape: [2, 3])]
    for _ in 0..<11 {
      parameters = optimizer.step(
        parameters, gradients: gradient, learningRate: 0.1, state: &state)
    }
    var restored = OptimizerState(
      state.namedTensors, steps: state.steps, rateSquares: state.rateSquares)
    let direct = optimizer.step(
      parameters, gradients: gradient, learningRate: 0.1, state: &state)
    let resumed = optimizer.step(
      parameters, gradients: gradient, learningRate: 0.1, state: &restored)
    #expect(direct["a"] == resumed["a"])
    #expect(state.namedTensors["optimizer.first.a"] == restored.namedTensors["optimizer.first.a"])
  }

  @Test(
    "what is named stays out of the rules for matrices", arguments: [Optimizer.Rule.muon, .soap])
  func elementwise(rule: Optimizer.Rule) {
    let gradient: NamedTensors = ["a": Tensor(shape: [2, 2], scalars: [1, -2, 3, 5])]
    func steps(_ rule: Optimizer.Rule, _ elementwise: Set<String>) -> Tensor? {
      var state = OptimizerState()
      var parameters: NamedTensors = ["a": Tensor(repeating: 1, shape: [2, 2])]
      for _ in 0..<3 {
        parameters = Optimizer(rule: rule, weightDecay: 0.1).step(
          parameters, gradients: gradient, learningRate: 0.1, elementwise: elementwise,
          state: &state)
      }
      return parameters["a"]
    }
    #expect(steps(rule, ["a"]) == steps(.adamW, []))
    #expect(steps(rule, ["b"]) != steps(.adamW, []))
  }
}

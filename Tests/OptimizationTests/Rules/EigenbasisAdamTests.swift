import Optimization
import Tensors
import Testing

@Suite struct EigenbasisAdamTests {
  private let order = 4
  private let left = PlainMatrix.rotation(4, seed: 1)
  private let right = PlainMatrix.rotation(4, seed: 2)
  /// A number of this size drowns what is left of zeros in single precision.
  private let optimizer = Optimizer(
    rule: .soap, weightDecay: 0.25, momentum: 0.9, beta2: 0.8, epsilon: 1e-2)

  /// Gradients that share their singular vectors.
  private func gradient(_ values: [Double]) -> Tensor {
    (left * .diagonal(values) * right.transposed).tensor
  }

  @Test("gradients of the same singular vectors are stepped by Adam along these")
  func adam() throws {
    let values: [[Double]] = (0..<24).map { step in
      (0..<order).map { place in
        let variation = Double((step * 7 + place * 3) % 5)
        return Double(4 - place) + 0.3 * variation
      }
    }
    var found: NamedTensors = ["w": Tensor(zeros: [order, order])]
    var state = OptimizerState()
    for value in values {
      found = optimizer.step(
        found, gradients: ["w": gradient(value)], learningRate: 0.1, state: &state)
    }
    // The first gradient gives a basis, and no step.
    var expected = [Double](repeating: 0, count: order)
    for place in 0..<order {
      var (m, v, power1, power2) = (0.0, 0.0, 1.0, 1.0)
      for value in values.dropFirst() {
        m = 0.9 * m + 0.1 * value[place]
        v = 0.8 * v + 0.2 * value[place] * value[place]
        power1 *= 0.9
        power2 *= 0.8
        let update = (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-2)
        expected[place] = (1 - 0.1 * 0.25) * expected[place] - 0.1 * update
      }
    }
    let turned = left.transposed * PlainMatrix(try #require(found["w"])) * right
    #expect(turned.distance(to: .diagonal(expected)) < 2e-3)
    #expect(expected.allSatisfy { abs($0) > 0.5 })
  }

  @Test("the basis becomes that of the running means' eigenvectors")
  func basis() throws {
    var parameters: NamedTensors = ["w": Tensor(zeros: [order, order])]
    var state = OptimizerState()
    // Other singular vectors than those of the first gradient.
    let later = PlainMatrix.rotation(4, seed: 8) * .diagonal([8, 4, 2, 1])
    let others = (later * PlainMatrix.rotation(4, seed: 9)).tensor
    for step in 0..<200 {
      parameters = optimizer.step(
        parameters, gradients: ["w": step == 0 ? gradient([1, 2, 3, 4]) : others],
        learningRate: 0.1, state: &state)
    }
    for (factor, basis) in [("left", "leftBasis"), ("right", "rightBasis")] {
      let tensors = state.namedTensors
      let f = try #require(tensors["optimizer.\(factor).w"]).reshaped(to: [order, order])
      let q = try #require(tensors["optimizer.\(basis).w"]).reshaped(to: [order, order])
      let rows = PlainMatrix(q)
      let turned = rows * PlainMatrix(f) * rows.transposed
      for row in 0..<order {
        for column in 0..<order where row != column {
          #expect(abs(turned.rows[row][column]) < 1e-3 * turned.rows[0][0])
        }
      }
      let diagonal = (0..<order).map { turned.rows[$0][$0] }
      #expect(diagonal == diagonal.sorted(by: >))
      let identity = PlainMatrix.diagonal([1, 1, 1, 1])
      #expect((rows * rows.transposed).distance(to: identity) < 1e-5)
    }
  }

  @Test("an axis that is too long for a basis keeps its own")
  func longAxes() throws {
    var state = OptimizerState()
    let gradient = PlainMatrix(1025, 2, seed: 3).tensor
    var parameters: NamedTensors = ["w": Tensor(zeros: [1025, 2])]
    for _ in 0..<2 {
      parameters = optimizer.step(
        parameters, gradients: ["w": gradient], learningRate: 0.1, state: &state)
    }
    let names = state.namedTensors.names
    #expect(names.contains("optimizer.rightBasis.w") && names.contains("optimizer.right.w"))
    #expect(!names.contains("optimizer.leftBasis.w") && !names.contains("optimizer.left.w"))
    // Adam along the two right singular vectors, which are those of the gradient itself: its second
    // step has every number's sign, and nearly length 1 where it is large beside ε.
    let q = PlainMatrix(
      try #require(state.namedTensors["optimizer.rightBasis.w"]).reshaped(to: [2, 2]))
    let turned = PlainMatrix(gradient) * q.transposed
    let steps = PlainMatrix(try #require(parameters["w"])) * q.transposed
    for (g, step) in zip(turned.rows.joined(), steps.rows.joined()) {
      #expect(abs(step + 0.1 * g / (abs(g) + 1e-2)) < 1e-4)
    }
  }
}

import Optimization
import Tensors
import Testing

@Suite struct OrthogonalizedMomentumTests {
  /// The iteration of the source from the left, in double precision.
  private func orthogonalized(_ matrix: PlainMatrix) -> PlainMatrix {
    var x = (1 / matrix.norm) * matrix
    for _ in 0..<5 {
      let a = x * x.transposed
      x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a * a)) * x
    }
    return x
  }

  @Test("steps are those of the sources", arguments: [(3, 5), (5, 3), (4, 4), (2, 40)])
  func steps(rows: Int, columns: Int) throws {
    let gradients = (0..<3).map { PlainMatrix(rows, columns, seed: UInt64($0)) }
    var expected = PlainMatrix(rows, columns, seed: 9)
    var momentum = 0 * expected
    var found: NamedTensors = ["w": expected.tensor]
    var state = OptimizerState()
    let optimizer = Optimizer(rule: .muon, weightDecay: 0.5)
    for gradient in gradients {
      momentum = 0.95 * momentum + gradient
      let update = orthogonalized(0.95 * momentum + gradient)
      let scale = 0.2 * Double(max(rows, columns)).squareRoot()
      expected = (1 - 0.1 * 0.5) * expected + (-0.1 * scale) * update
      found = optimizer.step(
        found, gradients: ["w": gradient.tensor], learningRate: 0.1, state: &state)
    }
    #expect(PlainMatrix(try #require(found["w"])).distance(to: expected) < 1e-5)
  }

  @Test("all directions of a gradient count about the same, however small")
  func singularValues() throws {
    let (left, right) = (PlainMatrix.rotation(4, seed: 1), PlainMatrix.rotation(4, seed: 2))
    let gradient = left * .diagonal([100, 10, 1, 0.7]) * right.transposed
    var state = OptimizerState()
    let next = Optimizer(rule: .muon).step(
      ["w": Tensor(zeros: [4, 4])], gradients: ["w": gradient.tensor], learningRate: 1,
      state: &state)
    // 0.2·√4 times singular values that are near 1.
    let turned = left.transposed * PlainMatrix(try #require(next["w"])) * right
    for row in 0..<4 {
      for column in 0..<4 {
        let value = -turned.rows[row][column] / 0.4
        #expect(row == column ? (0.65...1.25).contains(value) : abs(value) < 1e-4)
      }
    }
  }

  @Test("a kernel of four axes is a matrix of its first axis and the rest")
  func kernels() throws {
    let gradient = PlainMatrix(3, 8, seed: 4).tensor
    func step(_ shape: Shape) -> [Float]? {
      var state = OptimizerState()
      return Optimizer(rule: .muon).step(
        ["w": Tensor(zeros: shape)], gradients: ["w": gradient.reshaped(to: shape)],
        learningRate: 1, state: &state)["w"]?.scalars
    }
    #expect(step([3, 2, 2, 2]) == step([3, 8]))
  }

  @Test func noGradientIsNoStep() throws {
    var state = OptimizerState()
    let next = Optimizer(rule: .muon).step(
      ["w": Tensor(repeating: 3, shape: [2, 2])], gradients: ["w": Tensor(zeros: [2, 2])],
      learningRate: 1, state: &state)
    #expect(next["w"] == Tensor(repeating: 3, shape: [2, 2]))
  }
}

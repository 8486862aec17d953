import Autograd
import Tensors
import Testing

@Suite struct SoftmaxTests {
  @Test(
    "the gradient is the limit of differences, also where the vector unit's last step is partial",
    arguments: [1, 3, 16, 21])
  func gradient(columns: Int) {
    expectGradientsMatchDifferences(of: [sample([2, columns], seed: 1)]) { $0[0].softmax() }
  }

  @Test("rows are positive and sum to one, whatever is added to them", arguments: [1, 15, 40])
  func rows(columns: Int) {
    let x = sample([3, columns], seed: 2)
    let z = Variable(x).softmax().value.scalars
    for shift in [Float(-1000), 1000] {
      let moved = Tensor(shape: x.shape, scalars: x.scalars.map { $0 + shift })
      // Rounding of the sums near ±1000.
      for (left, right) in zip(z, Variable(moved).softmax().value.scalars) {
        #expect(abs(left - right) < 1e-4)
      }
    }
    for row in 0..<3 {
      let row = z[row * columns..<(row + 1) * columns]
      #expect(row.allSatisfy { $0 > 0 })
      #expect(abs(row.reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func equalNumbersShareEqually() {
    let z = Variable(Tensor(shape: [1, 5], scalars: [2, 2, -.infinity, 2, 2])).softmax()
    #expect(z.value.scalars.map { ($0 * 1000).rounded() } == [250, 250, 0, 250, 250])
    #expect(Variable(Tensor(zeros: [0, 3])).softmax().shape == [0, 3])
    #expect(Variable(Tensor(zeros: [2, 0])).softmax().shape == [2, 0])
  }

  @Test func aNumberThatIsNoneSpoilsItsRowOnly() {
    let z = Variable(Tensor(shape: [2, 2], scalars: [.nan, 1, 0, 0])).softmax().value.scalars
    #expect(z[0].isNaN && z[1].isNaN && z[2] == 0.5 && z[3] == 0.5)
  }
}

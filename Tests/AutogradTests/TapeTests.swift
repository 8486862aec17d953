import Autograd
import Tensors
import Testing

@Suite struct TapeTests {
  @Test func addsUpTheGradientsOfEveryUse() {
    let tape = Tape()
    let x = tape.watch(sample([2, 3], seed: 1), named: "x")
    let gradients = tape.gradients(
      of: x + x + x, weightedBy: Tensor(repeating: 2, shape: [2, 3]))
    #expect(gradients["x"] == Tensor(repeating: 6, shape: [2, 3]))
  }

  @Test func givesOneVariableForOneName() {
    let tape = Tape()
    let value = sample([1], seed: 1)
    let sum = tape.watch(value, named: "w") + tape.watch(value, named: "w")
    let gradients = tape.gradients(of: sum)
    #expect(gradients.names == ["w"])
    #expect(gradients["w"]?.scalars == [2])
  }

  @Test func givesZerosForWhatTheOutputDoesNotUse() {
    let tape = Tape()
    let x = tape.watch(sample([1], seed: 1), named: "x")
    _ = tape.watch(sample([2], seed: 2), named: "unused")
    #expect(tape.gradients(of: x.tanh())["unused"] == Tensor(zeros: [2]))
  }

  @Test func sumsOverSeveralOutputs() {
    let tape = Tape()
    let x = tape.watch(Tensor(shape: [2], scalars: [1, -1]), named: "x")
    let ones = Tensor(repeating: 1, shape: [2])
    let gradients = tape.gradients(of: [(x.relu(), ones), (x + x, ones)])
    #expect(gradients["x"]?.scalars == [3, 2])
  }

  @Test func answersAgainWhenAskedAgain() {
    let tape = Tape()
    let x = tape.watch(sample([3], seed: 1), named: "x")
    let output = (x + x).sigmoid()
    let weights = sample([3], seed: 2)
    let first = tape.gradients(of: output, weightedBy: weights)
    let second = tape.gradients(of: output, weightedBy: weights)
    #expect(first["x"] == second["x"])
  }

  @Test func leavesConstantsOffTheTape() {
    let x = Variable(sample([2, 2], seed: 1))
    #expect((x + x).relu().tape == nil)
  }
}

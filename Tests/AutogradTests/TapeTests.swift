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

  @Test("forgets what its steps kept once their gradients have passed")
  func forgetting() throws {
    let tape = Tape()
    let x = tape.watch(sample([1, 2], seed: 1), named: "x")
    weak var kept: Memory?
    var output: Variable?
    do {
      let memory = Memory()
      kept = memory
      output = matrixProduct(x, Variable(memory.tensor))
    }
    #expect(kept != nil)
    _ = tape.gradients(of: try #require(output))
    #expect(kept == nil)
  }

  @Test func leavesConstantsOffTheTape() {
    let x = Variable(sample([2, 2], seed: 1))
    #expect((x + x).relu().tape == nil)
  }
}

/// Memory whose life tells who still keeps a tensor.
private final class Memory: Sendable {
  private let address: UInt

  init() {
    let scalars = UnsafeMutablePointer<Float>.allocate(capacity: 2)
    // SAFETY: the allocation holds two scalars.
    unsafe scalars.initialize(repeating: 1, count: 2)
    address = UInt(bitPattern: scalars)
  }

  deinit {
    // SAFETY: the address is that of the allocation made by `init`, which is freed once.
    unsafe UnsafeMutablePointer<Float>(bitPattern: address)?.deallocate()
  }

  var tensor: Tensor { unsafe Tensor(shape: [2, 1], borrowedAt: address, from: self) }
}

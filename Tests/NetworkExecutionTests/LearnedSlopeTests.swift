import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct LearnedSlopeTests {
  private func rectified(_ x: Tensor, slope: Tensor) throws -> Tensor {
    var builder = ArchitectureBuilder(name: "slope")
    let inputs = [("x", x), ("slope", slope)].map { name, tensor in
      builder.addInput(name: name, extents: tensor.shape.extents.map(Optional.some))
    }
    let y = try builder.addOperation(.activation(.prelu), name: "y", inputs: inputs)
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    return try network([Variable(x), Variable(slope)], parameters: [:]).outputs[0].value
  }

  @Test("one slope is that of every number, of a single one too", arguments: [[], [1], [2, 3]])
  func single(extents: [Int]) throws {
    let count = extents.reduce(1, *)
    let x = Tensor(shape: Shape(extents), scalars: (0..<count).map { Float($0) - 2 })
    for shape in [[], [1]] as [Shape] {
      let y = try rectified(x, slope: Tensor(shape: shape, scalars: [0.5]))
      #expect(y.shape == x.shape)
      #expect(y.scalars == x.scalars.map { $0 < 0 ? $0 / 2 : $0 })
    }
  }

  @Test(
    "slopes that are none, or more than x has numbers for, are refused",
    arguments: [([2, 1], [0]), ([2, 1], [3]), ([], [2]), ([2, 1], [2, 3])] as [([Int], [Int])])
  func misfits(x: [Int], slope: [Int]) {
    #expect(throws: ExecutionError.self) {
      try rectified(Tensor(zeros: Shape(x)), slope: Tensor(zeros: Shape(slope)))
    }
  }
}

import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct GatherElementsTests {
  private func run(
    _ x: Variable, _ indices: [Int], _ extents: [Int], axis: Int
  ) throws -> Variable {
    var builder = ArchitectureBuilder(name: "picks")
    let input = builder.addInput(name: "x", extents: x.shape.extents.map(Optional.some))
    let places = builder.addConstant(.integers(indices), name: "places", extents: extents)
    let y = try builder.addOperation(
      .gatherElements(axis: axis), name: "pick", inputs: [input, places])
    return try ExecutableNetwork(try builder.finish(outputs: [y]))([x], parameters: [:]).outputs[0]
  }

  @Test("each place has the element of its own row and column, but for the index along the axis")
  func definition() throws {
    let x = Variable(Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]))
    #expect(try run(x, [2, 0, -1, 1], [2, 2], axis: 1).value.scalars == [2, 0, 5, 4])
    #expect(try run(x, [1, 0, 1], [1, 3], axis: 0).value.scalars == [3, 1, 5])
    let volume = Variable(Tensor(shape: [2, 1, 2], scalars: [0, 1, 2, 3]))
    #expect(try run(volume, [0, 0, 0, 0], [2, 2, 1], axis: -2).value.shape == [2, 2, 1])
  }

  @Test("the gradient goes where the elements came from")
  func gradient() throws {
    let tape = Tape()
    let x = tape.watch(Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]), named: "x")
    let y = try run(x, [2, 2, 1, 0], [2, 2], axis: 1)
    let gradients = tape.gradients(
      of: y, weightedBy: Tensor(shape: [2, 2], scalars: [1, 2, 4, 8]))
    #expect(gradients["x"]?.scalars == [0, 0, 3, 8, 4, 0])
  }

  @Test(
    "indices beyond the axis, and of other axes, are refused",
    arguments: [([3], [1, 1]), ([0, 0, 0], [3, 1]), ([0], [1])] as [([Int], [Int])])
  func misfits(indices: [Int], extents: [Int]) {
    let x = Variable(Tensor(zeros: [2, 3]))
    #expect(throws: ExecutionError.self) { try run(x, indices, extents, axis: 1) }
  }
}

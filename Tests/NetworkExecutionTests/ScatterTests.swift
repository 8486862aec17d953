import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct ScatterTests {
  private func run(
    _ x: Variable, _ indices: [Int], _ extents: [Int], _ numbers: Variable, axis: Int?
  ) throws -> Variable {
    var builder = ArchitectureBuilder(name: "scatter")
    let inputs = [("x", x), ("numbers", numbers)].map { name, value in
      builder.addInput(name: name, extents: value.shape.extents.map(Optional.some))
    }
    let places = builder.addConstant(.integers(indices), name: "places", extents: extents)
    let y = try builder.addOperation(
      .scatter(axis: axis), name: "put", inputs: [inputs[0], places, inputs[1]])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    return try network([x, numbers], parameters: [:]).outputs[0]
  }

  private func matrix(_ scalars: [Float]) -> Variable {
    Variable(Tensor(shape: [2, 3], scalars: scalars))
  }

  @Test("numbers stand where indices along an axis say, the last one where two do")
  func elements() throws {
    let x = matrix([0, 1, 2, 3, 4, 5])
    let numbers = Variable(Tensor(shape: [2, 2], scalars: [10, 20, 30, 40]))
    #expect(
      try run(x, [2, 0, 1, 1], [2, 2], numbers, axis: 1).value.scalars == [20, 1, 10, 3, 40, 5])
    #expect(
      try run(x, [1, -1, 0, 0], [2, 2], numbers, axis: 0).value.scalars == [30, 40, 2, 10, 20, 5])
  }

  @Test("blocks stand where the last axis of the indices says")
  func blocks() throws {
    let x = matrix([0, 1, 2, 3, 4, 5])
    let rows = Variable(Tensor(shape: [1, 3], scalars: [7, 8, 9]))
    #expect(try run(x, [1], [1, 1], rows, axis: nil).value.scalars == [0, 1, 2, 7, 8, 9])
    let single = Variable(Tensor(shape: [2], scalars: [7, 8]))
    #expect(
      try run(x, [0, 2, 1, -3], [2, 2], single, axis: nil).value.scalars == [0, 1, 7, 8, 4, 5])
  }

  @Test("gradients go to x where it stayed, and to the numbers that stand")
  func gradient() throws {
    let tape = Tape()
    let x = tape.watch(Tensor(zeros: [2, 3]), named: "x")
    let numbers = tape.watch(Tensor(zeros: [2, 1]), named: "numbers")
    let y = try run(x, [2, 0], [2, 1], numbers, axis: 1)
    let gradients = tape.gradients(
      of: y, weightedBy: Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]))
    #expect(gradients["x"]?.scalars == [1, 2, 0, 0, 5, 6])
    #expect(gradients["numbers"]?.scalars == [3, 4])
  }

  @Test(
    "what does not fit is refused",
    arguments: [
      ([3], [1, 1], [1, 1], 1), ([0], [1, 1], [1, 2], 1), ([2], [1, 1], [1, 3], nil),
      ([0, 0, 0], [1, 3], [1], nil), ([0], [1, 1], [1, 2], nil),
    ] as [([Int], [Int], [Int], Int?)])
  func misfits(indices: [Int], extents: [Int], numbers: [Int], axis: Int?) {
    #expect(throws: ExecutionError.self) {
      try run(
        Variable(Tensor(zeros: [2, 3])), indices, extents,
        Variable(Tensor(zeros: Shape(numbers))), axis: axis)
    }
  }
}

import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct TopElementsTests {
  private func run(
    _ x: Variable, axis: Int, count: Int, isLargest: Bool = true
  ) throws -> [Variable] {
    var builder = ArchitectureBuilder(name: "top")
    let input = builder.addInput(name: "x", extents: x.shape.extents.map(Optional.some))
    let results = try builder.addOperation(
      .topElements(axis: axis, count: count, isLargest: isLargest), name: "top", inputs: [input],
      results: [("elements", nil), ("places", nil)])
    let network = try ExecutableNetwork(try builder.finish(outputs: results), outputs: .all)
    return try network([x], parameters: [:]).outputs
  }

  @Test("elements come in order, with where they stand, and equal ones as they stood")
  func definition() throws {
    let x = Variable(Tensor(shape: [2, 4], scalars: [3, 1, 3, 2, 0, -1, 5, 5]))
    let largest = try run(x, axis: 1, count: 3)
    #expect(largest[0].value == Tensor(shape: [2, 3], scalars: [3, 3, 2, 5, 5, 0]))
    #expect(largest[1].value.scalars == [0, 2, 3, 2, 3, 0])
    let smallest = try run(x, axis: -2, count: 1, isLargest: false)
    #expect(smallest[0].value == Tensor(shape: [1, 4], scalars: [0, -1, 3, 2]))
    #expect(smallest[1].value.scalars == [1, 1, 0, 0])
    #expect(try run(x, axis: 0, count: 0)[0].value.shape == [0, 4])
  }

  @Test("what is no number comes last")
  func noNumbers() throws {
    let x = Variable(Tensor(shape: [1, 4], scalars: [.nan, 1, .nan, 2]))
    #expect(try run(x, axis: 1, count: 4)[1].value.scalars == [3, 1, 0, 2])
    #expect(try run(x, axis: 1, count: 4, isLargest: false)[1].value.scalars == [1, 3, 0, 2])
  }

  @Test("the gradient goes where the elements came from")
  func gradient() throws {
    let tape = Tape()
    let x = tape.watch(Tensor(shape: [2, 3], scalars: [0, 2, 1, 5, 4, 3]), named: "x")
    let y = try run(x, axis: 1, count: 2)[0]
    let gradients = tape.gradients(
      of: y, weightedBy: Tensor(shape: [2, 2], scalars: [1, 2, 4, 8]))
    #expect(gradients["x"]?.scalars == [0, 1, 2, 4, 8, 0])
  }

  @Test("more elements than there are, and axes beyond, are refused", arguments: [(1, 4), (2, 1)])
  func misfits(axis: Int, count: Int) {
    #expect(throws: ExecutionError.self) {
      try run(Variable(Tensor(zeros: [2, 3])), axis: axis, count: count)
    }
  }
}

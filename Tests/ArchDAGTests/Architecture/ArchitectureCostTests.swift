import ArchDAG
import Tensors
import Testing

@Suite struct ArchitectureCostTests {
  @Test("a sum of products has as many multiplications as its letters have positions")
  func einsum() throws {
    var builder = ArchitectureBuilder(name: "scores")
    let queries = builder.addInput(name: "q", extents: [2, 3, 4, 5])
    let keys = builder.addInput(name: "k", extents: [2, 3, 6, 5])
    let equation = try #require(EinsumEquation("bhid,bhjd->bhij"))
    let scores = try builder.addOperation(
      .einsum(equation), name: "scores", inputs: [queries, keys],
      results: [("scores", [2, 3, 4, 6])])
    #expect(try builder.finish(outputs: scores).operationCount == Double(2 * 3 * 4 * 6 * 5))
  }

  @Test(
    "a recurrent layer multiplies at every step, in every gate and both ways",
    arguments: [
      (Recurrence.Direction.forward, 1), (.both, 2),
    ])
  func recurrence(direction: Recurrence.Direction, ways: Int) throws {
    let layer = Recurrence(cell: .lstm, direction: direction, stateCount: 5)
    var builder = ArchitectureBuilder(name: "lstm")
    let x = builder.addInput(name: "x", extents: [7, 2, 3])
    let weight = try builder.addParameter(name: "w", shape: [ways, 20, 3])
    let recurrent = try builder.addParameter(name: "r", shape: [ways, 20, 5])
    let states = try builder.addOperation(
      .recurrence(layer), name: "lstm", inputs: [x, weight, recurrent],
      results: [("states", [7, ways, 2, 5])])
    #expect(
      try builder.finish(outputs: states).operationCount
        == Double(2 * 7 * ways * 4 * 5 * (3 + 5)))
  }

  @Test("a linear layer is applied to every token of an image")
  func tokens() throws {
    var builder = ArchitectureBuilder(name: "tokens")
    let x = builder.addInput(name: "x", extents: [1, 9, 4])
    let weight = try builder.addParameter(name: "w", shape: [6, 4])
    let y = try builder.addOperation(
      .linear(.outputFirst), name: "linear", inputs: [x, weight], results: [("y", [1, 9, 6])])
    #expect(try builder.finish(outputs: y).operationCount == Double(2 * 9 * 6 * 4))
  }
}

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

  private func cost(_ build: (inout NetworkSketch) throws -> ValueID) throws -> Double {
    var sketch = NetworkSketch()
    let result = try build(&sketch)
    return try sketch.architecture(outputs: result).operationCount
  }

  private func attributes(groups: Int) -> ConvolutionAttributes {
    ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: groups)
  }

  @Test("each result of a convolution is a sum over its group's inputs")
  func groupedConvolution() throws {
    let cost = try cost { sketch in
      try sketch.apply(
        .convolution(attributes(groups: 2)), sketch.input(1, 4, 8, 8),
        try sketch.parameter("w", [6, 2, 3, 3]), extents: [1, 6, 6, 6])
    }
    #expect(cost == Double(2 * (6 * 6 * 6) * (2 * 3 * 3)))
  }

  @Test("each element that a transposed convolution reads is spread over a window of all outputs")
  func transposedConvolution() throws {
    let cost = try cost { sketch in
      try sketch.apply(
        .transposedConvolution(attributes(groups: 1), outputPadding: [0, 0]),
        sketch.input(1, 4, 5, 5), try sketch.parameter("w", [4, 3, 2, 2]),
        extents: [1, 3, 6, 6])
    }
    #expect(cost == Double(2 * (4 * 5 * 5) * (3 * 2 * 2)))
  }

  @Test("a product costs its sums, a weight with inputs first too, and a softmax nothing")
  func products() throws {
    let plain = try cost { sketch in
      try sketch.apply(
        .matrixProduct, sketch.input(1, 2, 4, 6), sketch.input(1, 2, 6, 5),
        extents: [1, 2, 4, 5])
    }
    #expect(plain == Double(2 * (2 * 4 * 5) * 6))
    let layer = try cost { sketch in
      try sketch.apply(
        .linear(.inputFirst), sketch.input(1, 7, 6), try sketch.parameter("w", [6, 10]),
        extents: [1, 7, 10])
    }
    #expect(layer == Double(2 * (7 * 10) * 6))
    let none = try cost { try $0.apply(.softmax(axis: 1), $0.input(1, 4), extents: [1, 4]) }
    #expect(none == 0)
  }
}

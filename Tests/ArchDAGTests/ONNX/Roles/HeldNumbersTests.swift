import ArchDAG
import Testing

/// Which numbers in `Constant` nodes are weights, and which are part of what the network computes.
@Suite struct HeldNumbersTests {
  /// A `Constant` node of real numbers.
  private func hold(
    _ name: String, _ extents: [Int], _ numbers: [Float], in sketch: inout ONNXSketch
  ) {
    let tensor =
      extents.flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 1)
      + ONNXSketch.field(9, numbers.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
    sketch.node(
      "Constant", [], [name],
      ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor) + ONNXSketch.number(20, 4))
  }

  @Test("a table that a weight multiplies from the right is data, and keeps its numbers")
  func tables() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.parameter("w", [3, 4])
    sketch.parameter("v", [4, 5])
    let numbers: [Float] = [1, 2, 3, 4, 5, 6]
    hold("table", [2, 3], numbers, in: &sketch)
    sketch.node("MatMul", ["table", "w"], ["bias"])
    sketch.node("MatMul", ["x", "v"], ["h"])
    sketch.node("ReduceSum", ["bias"], ["b"], ONNXSketch.attribute("keepdims", 0))
    sketch.node("Add", ["h", "b"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.name).sorted() == ["v", "w"])
    let table = architecture.values.first { $0.name == "table" }
    #expect(table?.origin == .constant(.reals(numbers)))
  }

  @Test("on the left of what flows, a matrix in a node is a weight")
  func leftWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [3, 1])
    hold("w", [2, 3], [1, 2, 3, 4, 5, 6], in: &sketch)
    sketch.node("MatMul", ["w", "x"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["w"])
  }

  @Test(
    "kernels that are the same for each channel are a filter; others, and equal numbers, are weights",
    arguments: [("blur", 0), ("learned", 1), ("equal", 1), ("many", 0)])
  func filters(form: String, parameters: Int) throws {
    let channels = form == "many" ? 600 : 3
    let kernel: [Float] =
      form == "equal" ? [1, 1, 1, 1, 1, 1, 1, 1, 1] : [1, 2, 1, 2, 4, 2, 1, 2, 1]
    var numbers = (0..<channels).flatMap { _ in kernel }
    if form == "learned" { numbers[10] = 3 }
    var sketch = ONNXSketch()
    sketch.input("x", [1, channels, 8, 8])
    hold("k", [channels, 1, 3, 3], numbers, in: &sketch)
    sketch.node("Conv", ["x", "k"], ["y"], ONNXSketch.attribute("group", channels))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.count == parameters)
  }

  @Test("ones and zeros with which a norm standardizes a weight are no parameters")
  func standardizations() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("w", [1, 4, 27])
    sketch.parameter("mean", [4])
    sketch.parameter("variance", [4])
    hold("ones", [4], [1, 1, 1, 1], in: &sketch)
    hold("zeros", [4], [0, 0, 0, 0], in: &sketch)
    sketch.node("BatchNormalization", ["w", "ones", "zeros", "mean", "variance"], ["n"])
    sketch.integers("shape", [4, 3, 3, 3])
    sketch.node("Reshape", ["n", "shape"], ["k"])
    sketch.node("Conv", ["x", "k"], ["y"])
    sketch.output("y")
    let names = try sketch.architecture.parameters.map(\.name)
    #expect(names.contains("w") && !names.contains("ones") && !names.contains("zeros"))
  }
}

import ArchDAG
import Tensors
import Testing

/// Matrices that an exporter has made of a parameter beforehand.
@Suite struct FoldedCopiesTests {
  private static let numbers: [Float] = [3, 1, 4, 1, 5, 9, 2, 6]
  private static let transposed: [Float] = [3, 4, 5, 2, 1, 1, 9, 6]

  /// A convolution whose weight is divided by a measure of a copy of it.
  private func sketch(
    source: String = "conv.weight", copy: String = "onnx::MatMul_7", extents: [Int],
    _ copied: [Float]
  ) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 4, 4])
    sketch.reals(source, [4, 2, 1, 1], Self.numbers)
    sketch.reals(copy, extents, copied)
    sketch.node("ReduceMax", [copy], ["measure"], ONNXSketch.attribute("keepdims", 0))
    sketch.node("Div", [source, "measure"], ["weight"])
    sketch.node("Conv", ["x", "weight"], ["y"])
    sketch.output("y")
    return sketch
  }

  @Test(
    "a copy with its elements moved is made of the parameter again",
    arguments: [
      ([4, 2], numbers), ([1, 8, 1], numbers), ([2, 4], transposed), ([1, 2, 4], transposed),
    ])
  func copies(extents: [Int], numbers: [Float]) throws {
    // One axis alone is a vector, and none of these.
    let isMatrix = extents != [1, 8, 1]
    let sketch = sketch(extents: extents, numbers)
    let network = try sketch.architecture
    #expect(
      network.parameters.map(\.name)
        == (isMatrix ? ["conv.weight"] : ["conv.weight", "onnx::MatMul_7"]))
    guard isMatrix else { return }
    #expect(ArchitectureGraph(network).lines == ["input", "conv conv.weight <- 0"])
    #expect(ArchitectureGraph(network).unpredicted.isEmpty)
    // The file that is filled in computes it, too.
    let plan = try FilledModelPlan(
      filling: sketch.bytes, with: ["conv.weight"], dataName: "w.data")
    let filled = plan.model.bytes(source: sketch.bytes)
    let after = try Architecture(onnx: filled, name: "sketch")
    #expect(after.kinds == network.kinds)
    #expect(after.parameters == network.parameters)
  }

  @Test("of several copies whose parameter the file has not, the first one stands for it")
  func copiesOfOneAnother() throws {
    let sketch = sketch(source: "onnx::Conv_3", extents: [1, 2, 4], Self.transposed)
    #expect(try sketch.architecture.parameters.map(\.name) == ["onnx::Conv_3"])
  }

  @Test("other numbers, equal ones, and what a module names, stay what they are")
  func others() throws {
    let equal = [Float](repeating: 1, count: 8)
    for (copy, numbers) in [
      ("onnx::MatMul_7", [3, 1, 4, 1, 5, 9, 2, 7]), ("other.weight", Self.transposed),
      ("onnx::MatMul_7", equal),
    ] {
      let network = try sketch(copy: copy, extents: [2, 4], numbers).architecture
      #expect(network.parameters.map(\.name) == ["conv.weight", copy])
    }
  }
}

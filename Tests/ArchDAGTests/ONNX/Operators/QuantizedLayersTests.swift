import ArchDAG
import Testing

/// Layers on whole numbers; their numbers are compared by ONNX's own tests, `make test-onnx`.
@Suite struct QuantizedLayersTests {
  /// A network on bytes whose weight `w` of whole numbers stands between scales and zero points.
  private func sketch(_ extents: [Int]) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8], type: 2)
    sketch.tensor("w", extents, type: 3, extra: ONNXSketch.field(9, [UInt8](1...12)))
    for name in ["xs", "ws", "ys"] { sketch.real(name, 0.5) }
    for name in ["xz", "yz"] { sketch.tensor(name, [], type: 2, extra: ONNXSketch.field(9, [7])) }
    sketch.tensor("wz", [], type: 3, extra: ONNXSketch.field(9, [1]))
    return sketch
  }

  @Test("a convolution of bytes is a convolution, and its weight keeps the file's numbers")
  func convolutions() throws {
    for isRequantized in [false, true] {
      var sketch = sketch([4, 3, 1, 1])
      if isRequantized {
        sketch.node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"], ["y"])
      } else {
        sketch.node("ConvInteger", ["x", "w", "xz", "wz"], ["y"])
      }
      sketch.output("y")
      let architecture = try sketch.architecture
      let graph = ArchitectureGraph(architecture)
      #expect(graph.nodes.map(\.primitive) == [.input, .convolution])
      #expect(graph.nodes[1].extents?.prefix(2) == [4, 3])
      #expect(graph.unpredicted.map(\.name) == ["w"])
      #expect(graph.unpredicted.map(\.initialization) == [.asInFile])
      #expect(architecture.outputExtents == [1, 4, 8, 8])
      #expect(architecture.kinds.count == (isRequantized ? 5 : 3))
    }
  }

  @Test("a product of bytes is a linear layer, with a zero point for each column if there are such")
  func products() throws {
    var sketch = sketch([3, 4])
    sketch.integers("rows", [-1, 3])
    sketch.tensor("zeros", [4], type: 3, extra: ONNXSketch.field(9, [1, 2, 3, 4]))
    sketch.node("Reshape", ["x", "rows"], ["r"])
    sketch.node("MatMulInteger", ["r", "w", "xz", "zeros"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == [64, 4])
    #expect(ArchitectureGraph(architecture).unpredicted.map(\.name) == ["w"])
    #expect(
      architecture.kinds.contains(.quantization(Quantization(range: nil, axis: -1))))
  }

  @Test("what is quantized while the network runs has a scale and a zero point of its own")
  func dynamic() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"])
    sketch.node("DequantizeLinear", ["q", "scale", "zero"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == [2, 3])
    // The format of each result is its own: a scale is no whole number that begins anew.
    #expect(!architecture.kinds.contains(.discrete(.remainder)))
    #expect(!architecture.kinds.contains { $0.name == "DynamicQuantizeLinear" })
  }

  @Test("a result in a format of real numbers is not guessed")
  func unknownFormats() throws {
    var sketch = sketch([4, 3, 1, 1])
    sketch.real("real zero", 0)
    sketch.node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "real zero"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.unrecognized(type: "QLinearConv")])
  }
}

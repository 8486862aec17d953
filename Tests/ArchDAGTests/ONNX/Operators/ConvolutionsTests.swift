import ArchDAG
import Testing

@Suite struct ConvolutionsTests {
  private func sketch(_ attributes: [UInt8]..., extent: Int = 9) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, extent, extent])
    sketch.parameter("w", [8, 3, 3, 3])
    sketch.nodes.append(
      ["x", "w"].flatMap { ONNXSketch.field(1, $0) } + ONNXSketch.field(2, "y")
        + ONNXSketch.field(4, "Conv") + attributes.flatMap { ONNXSketch.field(5, $0) })
    sketch.output("y")
    return sketch
  }

  @Test func takesTheKernelFromTheWeightAndStandardAttributes() throws {
    let architecture = try sketch().architecture
    let expected = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    #expect(architecture.kinds == [.convolution(expected)])
    #expect(architecture.outputExtents == [2, 8, 7, 7])
  }

  @Test("a bias may be repeated for each pixel before it is added", arguments: ["Tile", "Expand"])
  func repeatedBiases(type: String) throws {
    var sketch = sketch()
    sketch.outputs = []
    sketch.parameter("b", [1, 8, 1, 1])
    sketch.integers("counts", type == "Tile" ? [1, 1, 7, 7] : [1, 8, 7, 7])
    sketch.node(type, ["b", "counts"], ["all"])
    sketch.node("Add", ["y", "all"], ["sum"])
    sketch.output("sum")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.unpredicted.isEmpty)
  }

  @Test("attributes that contradict the weight, or say nothing that is known, are refused")
  func contradictions() throws {
    for attributes in [
      [ONNXSketch.attribute("kernel_shape", [5, 5])], [ONNXSketch.attribute("auto_pad", "SAME")],
      [ONNXSketch.attribute("group", 1), ONNXSketch.attribute("group", 1)],
    ] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3, 8, 8])
      sketch.parameter("w", [4, 3, 3, 3])
      let all = [UInt8](attributes.map { ONNXSketch.field(5, $0) }.joined())
      sketch.nodes.append(
        ONNXSketch.field(1, "x") + ONNXSketch.field(1, "w") + ONNXSketch.field(2, "y")
          + ONNXSketch.field(4, "Conv") + all)
      sketch.output("y")
      #expect(throws: ArchitectureError.self) { try sketch.architecture }
    }
  }

  @Test(
    "auto_pad gives as many positions as strides fit into the input",
    arguments: [
      ("SAME_UPPER", 9, 2), ("SAME_LOWER", 9, 2), ("SAME_UPPER", 8, 2), ("SAME_UPPER", 7, 1),
    ])
  func automaticPadding(mode: String, extent: Int, stride: Int) throws {
    let architecture = try sketch(
      ONNXSketch.attribute("auto_pad", mode), ONNXSketch.attribute("strides", [stride, stride]),
      extent: extent
    ).architecture
    let count = (extent + stride - 1) / stride
    #expect(architecture.outputExtents == [2, 8, count, count])
  }

  @Test func aBiasOfZerosIsNone() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("w", [8, 3, 1, 1])
    sketch.real("zero", 0)
    sketch.node(
      "Shape", ["w"], ["shape"], ONNXSketch.attribute("start", 0), ONNXSketch.attribute("end", 1))
    sketch.node("CastLike", ["zero", "x"], ["cast"])
    sketch.node("Expand", ["cast", "shape"], ["zeros"])
    sketch.node("Conv", ["x", "w", "zeros"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.operandNames == [["x", "w"]])
  }

  @Test(
    "attributes of the wrong number or size are refused",
    arguments: ["strides", "dilations", "pads"])
  func refusesAttributes(name: String) {
    #expect(throws: ArchitectureError.self) {
      try sketch(ONNXSketch.attribute(name, [1])).architecture
    }
    #expect(throws: ArchitectureError.self) {
      try sketch(ONNXSketch.attribute(name, [Int](repeating: .min, count: name == "pads" ? 4 : 2)))
        .architecture
    }
  }
}

import ArchDAG
import Testing

/// A transposed convolution of images (2, 3, 5, `width`) with a kernel of 3 × 4 and strides 2 and 3.
@Suite struct TransposedPaddingTests {
  private func sketch(_ attributes: [UInt8]..., width: Int? = 6) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 5, width])
    sketch.parameter("w", [3, 4, 3, 4])
    sketch.nodes.append(
      ["x", "w"].flatMap { ONNXSketch.field(1, $0) } + ONNXSketch.field(2, "y")
        + ONNXSketch.field(4, "ConvTranspose")
        + (attributes + [ONNXSketch.attribute("strides", [2, 3])])
        .flatMap { ONNXSketch.field(5, $0) })
    sketch.output("y")
    return sketch
  }

  private func kind(padding: [Int], outputPadding: [Int]?) -> OperationKind {
    .transposedConvolution(
      ConvolutionAttributes(strides: [2, 3], padding: padding, dilations: [1, 1], groups: 1),
      outputPadding: outputPadding)
  }

  @Test func outputPaddingMakesTheResultLonger() throws {
    let plain = try sketch().architecture
    #expect(plain.kinds == [kind(padding: [0, 0, 0, 0], outputPadding: [0, 0])])
    #expect(plain.outputExtents == [2, 4, 11, 19])
    let padded = try sketch(
      ONNXSketch.attribute("pads", [1, 0, 0, 1]), ONNXSketch.attribute("output_padding", [1, 2])
    ).architecture
    #expect(padded.kinds == [kind(padding: [1, 0, 0, 1], outputPadding: [1, 2])])
    #expect(padded.outputExtents == [2, 4, 11, 20])
  }

  @Test(
    "output_shape decides the padding, whatever pads says",
    arguments: [
      ("NOTSET", [10, 16], [1, 2, 0, 1], [0, 0]), ("SAME_LOWER", [10, 16], [1, 2, 0, 1], [0, 0]),
      ("SAME_UPPER", [10, 16], [0, 1, 1, 2], [0, 0]), ("NOTSET", [11, 21], [0, 0, 0, 0], [0, 2]),
    ])
  func outputShape(
    mode: String, shape: [Int], padding: [Int], outputPadding: [Int]
  ) throws {
    let architecture = try sketch(
      ONNXSketch.attribute("output_shape", shape), ONNXSketch.attribute("pads", [7, 7, 7, 7]),
      ONNXSketch.attribute("auto_pad", mode)
    ).architecture
    #expect(architecture.kinds == [kind(padding: padding, outputPadding: outputPadding)])
    #expect(architecture.outputExtents == [2, 4] + shape.map(Optional.some))
  }

  @Test("auto_pad gives the input's extents times the strides", arguments: [6, 7, nil])
  func automaticPadding(width: Int?) throws {
    for (mode, padding) in [("SAME_UPPER", [0, 0, 1, 1]), ("SAME_LOWER", [1, 1, 0, 0])] {
      let architecture = try sketch(ONNXSketch.attribute("auto_pad", mode), width: width)
        .architecture
      #expect(architecture.kinds == [kind(padding: padding, outputPadding: [0, 0])])
      #expect(architecture.outputExtents == [2, 4, 10, width.map { 3 * $0 }])
    }
  }

  @Test func aShapeOfUnknownImagesLeavesThePaddingOpen() throws {
    let architecture = try sketch(ONNXSketch.attribute("output_shape", [10, 16]), width: nil)
      .architecture
    #expect(architecture.kinds == [kind(padding: [0, 0, 0, 0], outputPadding: nil)])
    #expect(architecture.outputExtents == [2, 4, nil, nil])
  }

  @Test(
    "what no result can have is refused",
    arguments: [
      ("output_padding", [2, 0]), ("output_padding", [0, 3]), ("output_padding", [-1, 0]),
      ("output_padding", [1]), ("output_padding", [.max, .min]), ("output_shape", [13, 19]),
      ("output_shape", [.max, .max]), ("output_shape", [-1, 16]), ("output_shape", [10]),
    ])
  func refuses(name: String, numbers: [Int]) {
    #expect(throws: ArchitectureError.self) {
      try sketch(ONNXSketch.attribute(name, numbers)).architecture
    }
  }
}

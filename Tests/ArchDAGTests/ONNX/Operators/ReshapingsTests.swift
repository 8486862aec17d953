import ArchDAG
import Testing

@Suite struct ReshapingsTests {
  @Test("axes come from an attribute or an operand", arguments: [true, false])
  func axes(byAttribute: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 1, 4])
    sketch.integers("one", [1])
    sketch.integers("last", [-1])
    if byAttribute {
      sketch.node("Squeeze", ["x"], ["s"], ONNXSketch.attribute("axes", [1]))
      sketch.node("Unsqueeze", ["s"], ["y"], ONNXSketch.attribute("axes", [-1]))
    } else {
      sketch.node("Squeeze", ["x", "one"], ["s"])
      sketch.node("Unsqueeze", ["s", "last"], ["y"])
    }
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.squeeze(axes: [1]), .unsqueeze(axes: [-1])])
    #expect(architecture.outputExtents == [2, 4, 1])
  }

  @Test func refusesAnOrderOfAxesThatIsNoPermutation() {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 1, 4])
    sketch.node("Transpose", ["x"], ["y"], ONNXSketch.attribute("perm", [0, 0, 2]))
    sketch.output("y")
    #expect(throws: ArchitectureError.self) { try sketch.architecture }
  }

  /// Shapes that are computed from an open batch are stated for a batch of two.
  @Test func statesAReshapeToAnOpenBatchForTheNominalOne() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [nil, 4, 4])
    sketch.integers("zero", [0])
    sketch.integers("rest", [16])
    sketch.node("Shape", ["x"], ["shape"])
    sketch.node("Gather", ["shape", "zero"], ["batch"])
    sketch.node("Concat", ["batch", "rest"], ["target"], ONNXSketch.attribute("axis", 0))
    sketch.node("Reshape", ["x", "target"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture[architecture.inputs[0]].extents == [nil, 4, 4])
    #expect(architecture.kinds == [.reshape(extents: [Architecture.readersBatch, 16])])
    #expect(architecture.outputExtents == [Architecture.readersBatch, 16])
  }

  @Test func resizesByScalesOrSizes() throws {
    for bySizes in [true, false] {
      var sketch = ONNXSketch()
      sketch.input("x", [1, 4, 5, 5])
      if bySizes {
        sketch.integers("sizes", [1, 4, 10, 10])
      } else {
        let scales = [Float(1), 1, 2, 2].flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) }
        sketch.tensor("scales", [4], extra: ONNXSketch.field(9, scales))
      }
      sketch.node("Resize", bySizes ? ["x", "", "", "sizes"] : ["x", "", "scales"], ["y"])
      sketch.output("y")
      let architecture = try sketch.architecture
      let resampling = Resampling(
        method: .nearest, coordinates: .halfPixel, rounding: .preferFloor,
        scales: bySizes ? [] : [1, 1, 2, 2], extents: bySizes ? [1, 4, 10, 10] : [])
      #expect(architecture.kinds == [.resample(resampling)])
      #expect(architecture.outputExtents == [1, 4, 10, 10])
      #expect(architecture.parameters.isEmpty)
    }
  }
}

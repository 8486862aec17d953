import ArchDAG
import Testing

@Suite struct PoolingsTests {
  private func kinds(
    _ type: String, _ extents: [Int?], _ attributes: [UInt8]..., operands: [(String, [Int])] = []
  ) throws -> (kind: OperationKind, extents: [Int?]?) {
    var sketch = ONNXSketch()
    sketch.input("x", extents)
    for (name, values) in operands { sketch.integers(name, values) }
    sketch.nodes.append(
      (["x"] + operands.map(\.0)).flatMap { ONNXSketch.field(1, $0) } + ONNXSketch.field(2, "y")
        + ONNXSketch.field(4, type) + attributes.flatMap { ONNXSketch.field(5, $0) })
    sketch.output("y")
    let architecture = try sketch.architecture
    return (architecture.kinds[0], architecture.outputExtents)
  }

  @Test("a window beyond the end counts where ceil_mode says so", arguments: [(0, 3), (1, 4)])
  func rounding(mode: Int, count: Int) throws {
    let (_, extents) = try kinds(
      "MaxPool", [1, 4, 8, 8], ONNXSketch.attribute("kernel_shape", [3, 3]),
      ONNXSketch.attribute("strides", [2, 2]), ONNXSketch.attribute("ceil_mode", mode))
    #expect(extents == [1, 4, count, count])
  }

  @Test("a window that would begin in the padding does not count")
  func windowsInThePadding() throws {
    let (_, extents) = try kinds(
      "AveragePool", [1, 4, 5, 5], ONNXSketch.attribute("kernel_shape", [2, 2]),
      ONNXSketch.attribute("strides", [2, 2]), ONNXSketch.attribute("pads", [1, 1, 1, 1]),
      ONNXSketch.attribute("ceil_mode", 1))
    #expect(extents == [1, 4, 3, 3])
  }

  @Test("a mean over both spatial axes is a global pooling", arguments: [[2, 3], [-1, -2]])
  func globalMean(axes: [Int]) throws {
    let byOperand = try kinds("ReduceMean", [2, 4, 8, 8], operands: [("axes", axes)])
    #expect(byOperand.kind == .globalAveragePool)
    let byAttribute = try kinds("ReduceMean", [2, 4, 8, 8], ONNXSketch.attribute("axes", axes))
    #expect(byAttribute.kind == .globalAveragePool)
    #expect(byAttribute.extents == [2, 4, 1, 1])
    let squeezed = try kinds(
      "ReduceMean", [2, 4, 8, 8], ONNXSketch.attribute("axes", axes),
      ONNXSketch.attribute("keepdims", 0))
    #expect(squeezed.kind == .mean(axes: [2, 3], keepsAxes: false))
    #expect(squeezed.extents == [2, 4])
  }

  @Test func aMeanOverTokensKeepsItsAxis() throws {
    let (kind, extents) = try kinds(
      "ReduceMean", [2, 197, 768], ONNXSketch.attribute("axes", [1]),
      ONNXSketch.attribute("keepdims", 0))
    #expect(kind == .mean(axes: [1], keepsAxes: false))
    #expect(extents == [2, 768])
  }
}

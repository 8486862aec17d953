import ArchDAG
import Testing

/// Operators mean what their version says.
@Suite struct VersionsTests {
  /// The kinds that one node becomes, on an image `x`.
  private func kinds(
    _ type: String, operatorSet: Int, _ attributes: [UInt8]..., extents: [Int?] = [2, 3, 4, 4]
  ) throws -> [OperationKind] {
    var sketch = ONNXSketch(operatorSet: operatorSet)
    sketch.input("x", extents)
    sketch.node(type, ["x"], ["y"])
    sketch.nodes[0] += attributes.flatMap { ONNXSketch.field(5, $0) }
    sketch.output("y")
    return try sketch.architecture.kinds
  }

  @Test("from opset 13 on a softmax is along one axis, the last by default")
  func softmax() throws {
    #expect(try kinds("Softmax", operatorSet: 13) == [.softmax(axis: -1)])
    #expect(
      try kinds("Softmax", operatorSet: 13, ONNXSketch.attribute("axis", 1)) == [.softmax(axis: 1)])
  }

  @Test("up to opset 12 a softmax is over all axes from one on, by default the second")
  func flattenedSoftmax() throws {
    let joint: [OperationKind] = [
      .flatten(axis: 1), .softmax(axis: -1), .reshape(extents: [-1, 3, 4, 4]),
    ]
    #expect(try kinds("Softmax", operatorSet: 12) == joint)
    #expect(try kinds("Softmax", operatorSet: 11, ONNXSketch.attribute("axis", -3)) == joint)
    #expect(
      try kinds("Softmax", operatorSet: 9, ONNXSketch.attribute("axis", 3)) == [.softmax(axis: -1)])
    #expect(try kinds("Softmax", operatorSet: 9, extents: [2, 10]) == [.softmax(axis: -1)])
    #expect(
      try kinds("Softmax", operatorSet: 9, ONNXSketch.attribute("axis", 0))
        == [.flatten(axis: 0), .softmax(axis: -1), .reshape(extents: [-1, 3, 4, 4])])
  }

  @Test("a softmax over several axes of unknown extents is written out", arguments: [9, 11, 12])
  func softmaxOfUnknownExtents(operatorSet: Int) throws {
    let extents: [Int?] = [2, 3, nil, 4]
    let shares: [OperationKind] = [
      .reduction(.maximum, axes: [1, 2, 3], keepsAxes: true), .arithmetic(.subtract),
      .elementwise(.exponential), .reduction(.sum, axes: [1, 2, 3], keepsAxes: true),
    ]
    #expect(
      try kinds("Softmax", operatorSet: operatorSet, extents: extents)
        == shares + [.arithmetic(.divide)])
    #expect(
      try kinds("LogSoftmax", operatorSet: operatorSet, extents: extents)
        == shares + [.elementwise(.logarithm), .arithmetic(.subtract)])
    #expect(
      try kinds(
        "LogSoftmax", operatorSet: operatorSet, ONNXSketch.attribute("axis", -1), extents: extents)
        == [.logSoftmax(axis: -1)])
  }

  @Test("an operator is unknown before the version that brought it, and in those to come")
  func unknownVersions() throws {
    #expect(
      try kinds("HardSwish", operatorSet: 13)
        == [.unrecognized(type: "HardSwish of operator set 13")])
    #expect(try kinds("HardSwish", operatorSet: 14) == [.activation(.hardSwish)])
    #expect(
      try kinds("Relu", operatorSet: 1000) == [.unrecognized(type: "Relu of operator set 1000")])
  }

  @Test func aSELUOfOtherNumbersIsAScaledELU() throws {
    #expect(try kinds("Selu", operatorSet: 20) == [.activation(.selu)])
    #expect(
      try kinds(
        "Selu", operatorSet: 20, ONNXSketch.attribute("alpha", Float(2)),
        ONNXSketch.attribute("gamma", Float(3)))
        == [.activation(.elu(alpha: 2)), .arithmetic(.multiply)])
  }

  @Test("up to opset 6 an operand is laid along axes of the other by an attribute")
  func alignedOperands() throws {
    var sketch = ONNXSketch(operatorSet: 6)
    sketch.input("x", [2, 3, 4, 4])
    sketch.parameter("w", [3])
    sketch.node(
      "Add", ["x", "w"], ["y"], ONNXSketch.attribute("broadcast", 1),
      ONNXSketch.attribute("axis", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.unsqueeze(axes: [1, 2]), .arithmetic(.add)])
    #expect(architecture.outputExtents == [2, 3, 4, 4])
  }

  @Test("a number format of whole numbers cuts real ones off, and leaves whole ones")
  func casts() throws {
    #expect(
      try kinds("Cast", operatorSet: 13, ONNXSketch.attribute("to", 7))
        == [
          .elementwise(.sign), .elementwise(.absolute), .elementwise(.floor),
          .arithmetic(.multiply),
        ])
    #expect(try kinds("Cast", operatorSet: 13, ONNXSketch.attribute("to", 10)) == [.identity])
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3], type: 6)
    sketch.node("Cast", ["x"], ["y"], ONNXSketch.attribute("to", 7))
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.identity])
  }

  @Test("limits that are computed are operands, and those that are numbers attributes")
  func clip() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.input("low", [])
    sketch.real("high", 6)
    sketch.node("Clip", ["x", "low", "high"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.arithmetic(.maximum), .arithmetic(.minimum)])
    #expect(architecture.operandNames[0] == ["x", "low"])
    sketch.nodes = []
    sketch.node("Clip", ["x", "", "high"], ["y"])
    #expect(try sketch.architecture.kinds == [.activation(.clip(minimum: nil, maximum: 6))])
  }

  @Test("parts and axes that are only known while the network runs are left to it")
  func runtimeSettings() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 1, 6])
    sketch.input("settings", [2], type: 7)
    sketch.node("Split", ["x", "settings"], ["a", "b"], ONNXSketch.attribute("axis", 2))
    sketch.node("Squeeze", ["a", "settings"], ["c"])
    sketch.node("Concat", ["b", "c"], ["y"], ONNXSketch.attribute("axis", 0))
    sketch.output("y")
    #expect(
      try sketch.architecture.kinds.prefix(2)
        == [.arrangement(.split, axis: 2), .arrangement(.squeeze, axis: 0)])
  }
}

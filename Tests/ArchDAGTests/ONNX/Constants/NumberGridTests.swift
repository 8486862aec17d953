import ArchDAG
import Testing

/// Constants that a network computes of others, by reductions and functions of elements.
@Suite struct NumberGridTests {
  /// The numbers of the constant that is added to what flows, after a node on a constant (2, 3).
  private func numbers(
    _ type: String, _ attributes: [UInt8]..., reals: [Float] = [1, -2, 3, 4, 5, -6]
  ) throws -> (numbers: Constant?, extents: [Int?]?) {
    var sketch = ONNXSketch(operatorSet: 13)
    sketch.input("x", [2, 3])
    let tensor =
      [2, 3].flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 1)
      + ONNXSketch.field(9, reals.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
    sketch.node(
      "Constant", [], ["c"],
      ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor) + ONNXSketch.number(20, 4))
    let joined = attributes.flatMap(\.self)
    if joined.isEmpty {
      sketch.node(type, ["c"], ["k"])
    } else {
      sketch.node(type, ["c"], ["k"], attributes[0], attributes[1])
    }
    sketch.node("Relu", ["x"], ["r"])
    sketch.node("Sub", ["r", "k"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let last = try #require(architecture.operations.last)
    let value = architecture[try #require(last.inputs[1])]
    guard case .constant(let constant) = value.origin else { return (nil, value.extents) }
    return (constant, value.extents)
  }

  @Test(
    "reductions of constants are computed",
    arguments: [
      ("ReduceMean", [1], [Float(2) / 3, 1]), ("ReduceMax", [0], [4, 5, 3]),
      ("ReduceMin", [-1], [-2, -6]), ("ReduceL1", [0, 1], [21]), ("ReduceL2", [0], nil),
    ] as [(String, [Int], [Float]?)])
  func reductions(type: String, axes: [Int], expected: [Float]?) throws {
    let found = try numbers(
      type, ONNXSketch.attribute("axes", axes), ONNXSketch.attribute("keepdims", 1))
    if let expected { #expect(found.numbers == .reals(expected)) }
    #expect(found.extents?.compactMap(\.self).reduce(1, *) == expected?.count ?? 3)
    let removed = try numbers(
      type, ONNXSketch.attribute("axes", axes), ONNXSketch.attribute("keepdims", 0))
    #expect(removed.numbers == found.numbers)
    #expect(removed.extents?.count == 2 - axes.count)
  }

  /// The numbers that the last operation of a network reads as its second operand.
  private func numbers(_ nodes: (inout ONNXSketch) -> Void) throws -> Constant? {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 2])
    sketch.integers("list", [5, -7, 9, 1])
    sketch.integers("shape", [2, 2])
    sketch.node("Reshape", ["list", "shape"], ["c"])
    nodes(&sketch)
    sketch.node("Relu", ["x"], ["r"])
    sketch.node("Sub", ["r", "k"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let operands = try #require(architecture.operations.last).inputs
    guard case .constant(let constant) = architecture[try #require(operands[1])].origin else {
      return nil
    }
    return constant
  }

  @Test("constants are joined along any axis")
  func joining() throws {
    let found = try numbers { sketch in
      sketch.node("Concat", ["c", "c"], ["d"], ONNXSketch.attribute("axis", 1))
      sketch.integers("starts", [0])
      sketch.integers("ends", [4])
      sketch.integers("axes", [1])
      sketch.integers("steps", [2])
      // Every second one of 5 −7 5 −7, 9 1 9 1.
      sketch.node("Slice", ["d", "starts", "ends", "axes", "steps"], ["k"])
    }
    #expect(found == .integers([5, 5, 9, 9]))
  }

  @Test("constants are limited, and summed up along an axis, as networks compute places")
  func limitsAndSums() throws {
    #expect(
      try numbers { sketch in
        sketch.tensor("least", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(0)))
        sketch.node("Clip", ["c", "least"], ["k"])
      } == .integers([5, 0, 9, 1]))
    for (isReversed, isExclusive, expected) in [
      (0, 0, [5, -7, 14, -6]), (1, 0, [14, -6, 9, 1]), (0, 1, [0, 0, 5, -7]),
      (1, 1, [9, 1, 0, 0]),
    ] {
      let found = try numbers { sketch in
        sketch.integers("axis", [0])
        sketch.node(
          "CumSum", ["c", "axis"], ["k"], ONNXSketch.attribute("reverse", isReversed),
          ONNXSketch.attribute("exclusive", isExclusive))
      }
      #expect(found == .integers(expected))
    }
  }

  @Test("constants are repeated, and scattered into others, as masks of windows are")
  func repeating() throws {
    #expect(
      try numbers { sketch in
        sketch.integers("counts", [1, 2])
        sketch.node("Tile", ["c", "counts"], ["t"])
        sketch.integers("columns", [3, 0])
        sketch.node("Gather", ["t", "columns"], ["k"], ONNXSketch.attribute("axis", 1))
      } == .integers([-7, 5, 1, 9]))
    for (type, indices, updates, expected) in [
      ("ScatterND", [1, 0, 0, 1], [7, 8], [5, 8, 7, 1]),
      ("ScatterElements", [1, 1, -2, -2], [1, 2, 3, 4], [3, 4, 1, 2]),
    ] as [(String, [Int], [Int], [Int])] {
      let found = try numbers { sketch in
        sketch.integers("list of indices", indices)
        sketch.node("Reshape", ["list of indices", "shape"], ["i"])
        sketch.integers("list of updates", updates)
        sketch.integers("extents", updates.count == 4 ? [2, 2] : [2])
        sketch.node("Reshape", ["list of updates", "extents"], ["u"])
        sketch.node(type, ["c", "i", "u"], ["k"])
      }
      #expect(found == .integers(expected))
    }
  }

  @Test("functions of the elements of constants are computed, and half rounds to even")
  func functions() throws {
    let angles: [Float] = [0, 0.5, 1.5, 2.5, -0.5, -1.5]
    #expect(try numbers("Round", reals: angles).numbers == .reals([0, 0, 2, 2, 0, -2]))
    guard case .reals(let sines)? = try numbers("Sin", reals: angles).numbers else {
      Issue.record("expected real numbers")
      return
    }
    #expect(
      zip(sines, [0, 0.4794255, 0.997495, 0.5984721, -0.4794255, -0.997495]).allSatisfy {
        abs($0 - $1) < 1e-6
      })
  }
}

import ArchDAG
import Tensors
import Testing

@Suite struct FilledModelPlanTests {
  /// One layer whose weight is an input of the graph, or lies in another file.
  private func sketch(weightsAreInputs: Bool) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    let add: (inout ONNXSketch, String, [Int]) -> Void = { sketch, name, extents in
      if weightsAreInputs { sketch.input(name, extents) } else { sketch.parameter(name, extents) }
    }
    add(&sketch, "conv.weight", [4, 3, 1, 1])
    for name in ["bn.weight", "bn.bias", "bn.mean", "bn.variance"] { add(&sketch, name, [4]) }
    sketch.node("Conv", ["x", "conv.weight"], ["c"])
    sketch.node(
      "BatchNormalization", ["c", "bn.weight", "bn.bias", "bn.mean", "bn.variance"], ["y"])
    sketch.output("y")
    return sketch
  }

  private let learned: Set<String> = ["conv.weight", "bn.weight", "bn.bias"]

  @Test(
    "what is written reads as the same network, with its weights inside", arguments: [true, false])
  func roundTrip(weightsAreInputs: Bool) throws {
    let source = sketch(weightsAreInputs: weightsAreInputs)
    let plan = try FilledModelPlan(filling: source.bytes, with: learned, dataName: "w.data")
    #expect(plan.unfilled.isEmpty && plan.data.isEmpty)
    let filled = plan.model.bytes(source: source.bytes)
    let before = try source.architecture
    let after = try Architecture(onnx: filled, name: "sketch")
    #expect(after.kinds == before.kinds)
    #expect(after.operandNames == before.operandNames)
    #expect(Set(after.parameters) == Set(before.parameters))
    #expect(after.inputs.map { after[$0].name } == ["x"])
    // Everything is held now, so a second filling changes nothing.
    let again = try FilledModelPlan(filling: filled, with: [], dataName: "w.data")
    #expect(again.model.bytes(source: filled) == filled)
  }

  @Test("a parameter that the exporter merged gets numbers of its own", arguments: [true, false])
  func mergedParameters(weightsAreInputs: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    if weightsAreInputs {
      sketch.input("a.bias", [4])
    } else {
      sketch.parameter("a.bias", [4])
    }
    sketch.node("Identity", ["a.bias"], ["b.bias"])
    sketch.node("LayerNormalization", ["x", "b.bias", "a.bias"], ["z"])
    sketch.node("Add", ["z", "b.bias"], ["y"])
    sketch.output("y")
    let before = try sketch.architecture
    #expect(before.parameters.map(\.name) == ["a.bias", "b.bias"])
    let plan = try FilledModelPlan(
      filling: sketch.bytes, with: ["a.bias", "b.bias"], dataName: "w.data")
    #expect(plan.model.count { if case .parameter = $0 { true } else { false } } == 2)
    let after = try Architecture(onnx: plan.model.bytes(source: sketch.bytes), name: "sketch")
    #expect(after.operandNames == before.operandNames)
    #expect(Set(after.parameters) == Set(before.parameters))
  }

  @Test func runningStatisticsBeginAtZeroAndOne() throws {
    let source = sketch(weightsAreInputs: true)
    let plan = try FilledModelPlan(filling: source.bytes, with: learned, dataName: "w.data")
    let one: [UInt8] = [0, 0, 128, 63]
    #expect(plan.model.contains(.bytes([UInt8](repeating: 0, count: 16))))
    #expect(plan.model.contains(.bytes(one + one + one + one)))
  }

  @Test func weightsGoToAFileOfTheirOwnWhereTheModelBecameTooLong() throws {
    let source = sketch(weightsAreInputs: false)
    let plan = try FilledModelPlan(
      filling: source.bytes, with: learned, dataName: "w.data", inlineLimit: 100)
    let data = plan.data.bytes(source: source.bytes)
    // The last of five tensors begins at the fourth multiple of 4096.
    #expect(data.count == 4 * 4096 + 16)
    let filled = plan.model.bytes(source: source.bytes)
    #expect(
      plan.model.allSatisfy { segment in
        if case .parameter = segment { false } else { true }
      })
    #expect(String(decoding: filled, as: UTF8.self).contains("w.data"))
    #expect(try Architecture(onnx: filled, name: "sketch").parameters.count == 5)
  }

  @Test func namesWhatNobodyFills() throws {
    let source = sketch(weightsAreInputs: false)
    let plan = try FilledModelPlan(
      filling: source.bytes, with: ["bn.weight", "bn.bias"], dataName: "w.data")
    #expect(plan.unfilled == ["conv.weight"])
  }

  @Test("a sparse weight is predicted as any other, and written with all its numbers")
  func sparseWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.node("Conv", ["x", "w"], ["y"])
    sketch.output("y")
    let values =
      ONNXSketch.number(1, 1) + ONNXSketch.number(2, 1) + ONNXSketch.field(8, "w")
      + ONNXSketch.field(9, [0, 0, 128, 63])
    let places =
      ONNXSketch.number(1, 1) + ONNXSketch.number(2, 7) + ONNXSketch.field(9, ONNXSketch.word(5))
    let sparse =
      ONNXSketch.field(1, values) + ONNXSketch.field(2, places)
      + [4, 3, 1, 1].flatMap { ONNXSketch.number(3, $0) }
    let bytes = sketch.bytes(adding: ONNXSketch.field(15, sparse))
    let network = try Architecture(onnx: bytes, name: "sketch")
    #expect(network.parameters.map(\.shape) == [[4, 3, 1, 1]])
    let plan = try FilledModelPlan(filling: bytes, with: ["w"], dataName: "w.data")
    let filled = plan.model.bytes(source: bytes)
    let after = try Architecture(onnx: filled, name: "sketch")
    #expect(after.parameters == network.parameters)
    let again = try FilledModelPlan(filling: filled, with: [], dataName: "w.data")
    #expect(again.model.bytes(source: filled) == filled)
  }

  @Test("numbers are written in the format that the source has", arguments: RealFormat.allCases)
  func formats(format: RealFormat) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8], type: format.rawValue)
    let location = ONNXSketch.field(1, "location") + ONNXSketch.field(2, "absent.data")
    for (name, extents) in [("w", [4, 3, 1, 1]), ("s", [4]), ("b", [4]), ("m", [4]), ("v", [4])] {
      sketch.tensor(
        name, extents, type: format.rawValue,
        extra: ONNXSketch.field(13, location) + ONNXSketch.number(14, 1))
    }
    sketch.node("Conv", ["x", "w"], ["c"])
    sketch.node("BatchNormalization", ["c", "s", "b", "m", "v"], ["y"])
    sketch.output("y")
    let plan = try FilledModelPlan(
      filling: sketch.bytes, with: ["w", "s", "b"], dataName: "w.data")
    let weight = FilledModelPlan.Segment.parameter(name: "w", shape: [4, 3, 1, 1], format: format)
    #expect(plan.model.contains(weight))
    #expect(weight.byteCount == 12 * format.width)
    let one: [UInt8] =
      switch format {
      case .float: [0, 0, 128, 63]
      case .float16: [0, 60]
      case .double: [0, 0, 0, 0, 0, 0, 240, 63]
      case .bfloat16: [128, 63]
      }
    #expect(plan.model.contains(.bytes(one + one + one + one)))
    let after = try Architecture(onnx: plan.model.bytes(source: sketch.bytes), name: "sketch")
    #expect(Set(after.parameters) == Set(try sketch.architecture.parameters))
  }
}

extension [FilledModelPlan.Segment] {
  /// The bytes of the pieces; every number of a parameter is 1.
  func bytes(source: [UInt8]) -> [UInt8] {
    flatMap { segment -> [UInt8] in
      switch segment {
      case .bytes(let bytes): bytes
      case .source(let range): [UInt8](source[range])
      case .beside: []
      case .parameter(_, let shape, let format):
        (0..<shape.count).flatMap { _ in
          (0..<format.width).map { UInt8(truncatingIfNeeded: format.bits(of: 1) >> UInt64(8 * $0)) }
        }
      }
    }
  }
}

extension FilledModelPlan {
  /// What is copied from the source, as text.
  func copiedBytes(of source: [UInt8]) -> String {
    String(decoding: model.bytes(source: source), as: UTF8.self)
  }
}

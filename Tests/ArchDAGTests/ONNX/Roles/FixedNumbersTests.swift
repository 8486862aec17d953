import ArchDAG
import Tensors
import Testing

/// Arrays of real numbers that nobody learns, and that keep the numbers of the file.
@Suite struct FixedNumbersTests {
  @Test(
    "zeros and ones are a mask of data; equal numbers, and others, may be learned",
    arguments: [
      ([1, 0, 1, 1], true), ([1, 1, 1, 1], false), ([0, 0, 0, 0], false), ([1, 0, 0.5, 1], false),
    ] as [([Float], Bool)])
  func masks(numbers: [Float], isMask: Bool) throws {
    for extents in [[1, 2, 2], [4]] {
      var sketch = ONNXSketch()
      sketch.input("x", [1] + extents)
      sketch.reals("attn.bias", extents, numbers)
      sketch.node("Mul", ["x", "attn.bias"], ["y"])
      sketch.output("y")
      #expect(try sketch.architecture.parameters.isEmpty == isMask)
    }
  }

  /// An array, and whether nobody has learned it.
  struct Pattern: Sendable {
    let name: String
    let extents: [Int]
    let numbers: [Float]
    let isTable: Bool
  }

  private static let powers: [Float] = [1, 0.5, 0.25, 0.125]
  private static let arrays = [
    Pattern(
      name: "coordinates", extents: [2, 4], numbers: [0, 0.1, 0.2, 0.3, 5, 5.1, 5.2, 5.3],
      isTable: true),
    Pattern(name: "slopes", extents: [4, 1], numbers: powers, isTable: true),
    Pattern(name: "window", extents: [6], numbers: [0, 0.3, 0.8, 0.8, 0.3, 0], isTable: true),
    Pattern(
      name: "periodic", extents: [6], numbers: [0, 0.25, 0.75, 1, 0.75, 0.25], isTable: true),
    Pattern(
      name: "distances", extents: [1, 4, 4], numbers: (0..<16).map { powers[abs($0 / 4 - $0 % 4)] },
      isTable: true),
    Pattern(name: "learned", extents: [6], numbers: [0.1, 0.3, 0.8, 0.9, 0.3, 0], isTable: false),
    Pattern(name: "equal", extents: [2, 3], numbers: [2, 2, 2, 2, 2, 2], isTable: false),
    Pattern(name: "broken", extents: [2, 4], numbers: [0, 1, 2, 3, 0, 1, 2, 4], isTable: false),
    Pattern(name: "two", extents: [2], numbers: [1, 2], isTable: false),
    Pattern(name: "none", extents: [3], numbers: [.nan, .nan, .nan], isTable: false),
  ]

  @Test("numbers that follow a rule are a table that nobody learns", arguments: arrays)
  func patterns(pattern: Pattern) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1] + pattern.extents)
    sketch.reals("m.\(pattern.name)", pattern.extents, pattern.numbers)
    sketch.node("Mul", ["x", "m.\(pattern.name)"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.isEmpty == pattern.isTable)
  }

  @Test(
    "what a quantizer of data is scaled by stays, and so does what scales few bits",
    arguments: ["QuantizeLinear", "com.microsoft::MatMulNBits"])
  func formats(type: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 3])
    sketch.reals("scale", [3], [0.1, 0.3, 0.2])
    if type == "QuantizeLinear" {
      sketch.tensor("zero", [3], type: 3, extra: ONNXSketch.field(9, [0, 0, 0] as [UInt8]))
      sketch.node("QuantizeLinear", ["x", "scale", "zero"], ["y"], ONNXSketch.attribute("axis", 2))
    } else {
      let bits = ONNXSketch.field(9, [UInt8](repeating: 3, count: 6))
      sketch.tensor("w", [3, 1, 2], type: 2, extra: bits)
      sketch.node("MatMulNBits", ["x", "w", "scale"], ["y"], domain: "com.microsoft")
    }
    sketch.output("y")
    let network = try sketch.architecture
    #expect(network.parameters.filter(\.isTrainable).isEmpty)
    #expect(
      ArchitectureGraph(network).unpredicted.map(\.name)
        == (type == "QuantizeLinear" ? [] : ["w"]))
  }

  @Test(
    "running statistics and tables of positions keep their numbers, by their names",
    arguments: [
      ("bn.running_mean", "Sub", true), ("stem.running_var", "Div", true),
      ("attn.cos_cached", "Mul", true), ("rotary.inv_freq", "Mul", true), ("alibi", "Add", true),
      ("m.offset", "Add", false), ("m.scale", "Mul", false), ("cosine_scale.gain", "Mul", false),
    ])
  func names(name: String, type: String, isFixed: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 4])
    sketch.parameter("w", [4, 4])
    sketch.node("MatMul", ["x", "w"], ["h"])
    sketch.reals(name, [3, 4], (0..<12).map { 1 + Float($0 * $0 % 7) })
    sketch.node("Relu", ["h"], ["r"])
    sketch.node(type, ["r", name], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.contains { $0.name == name } == !isFixed)
  }

  @Test("statistics that are parts of an array keep their numbers")
  func partsOfStatistics() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 3, 3])
    sketch.parameter("scale", [2])
    sketch.parameter("shift", [2])
    sketch.reals("stats", [4], [0, 1, 2, 3])
    sketch.integers("0", [0])
    sketch.integers("2", [2])
    sketch.integers("4", [4])
    sketch.node("Slice", ["stats", "0", "2"], ["mean"])
    sketch.node("Slice", ["stats", "2", "4"], ["variance"])
    sketch.node("BatchNormalization", ["x", "scale", "shift", "mean", "variance"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["scale", "shift"])
  }

  @Test(
    "an array that promises more numbers than any file holds is refused",
    arguments: ["Mul", "Conv"])
  func promises(type: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 4, 4])
    sketch.tensor(
      "t", [1 << 31, 1, 1 << 15, 1 << 15], extra: ONNXSketch.field(9, [0, 0, 0, 0] as [UInt8]))
    sketch.node(type, ["x", "t"], ["y"])
    sketch.output("y")
    #expect(throws: ArchitectureError.self) { try sketch.architecture }
  }

  @Test("one kernel for all channels alone is that of a blur, and others are learned")
  func blurs() throws {
    let kernel: [Float] = [1, 2, 2, 4]
    for (second, isLearned) in [(kernel, false), ([1, 2, 2, 5], true)] {
      var sketch = ONNXSketch()
      sketch.input("x", [1, 2, 4, 4])
      sketch.reals("filter", [2, 1, 2, 2], kernel + second)
      sketch.node("Conv", ["x", "filter"], ["y"], ONNXSketch.attribute("group", 2))
      sketch.output("y")
      #expect(try sketch.architecture.parameters.isEmpty != isLearned)
    }
  }

  @Test("a buffer of different numbers that an exporter notes is none, even where a layer reads it")
  func bufferKernels() throws {
    for numbers in [[1, 2, 1, 3], [1, 1, 1, 1]] as [[Float]] {
      var sketch = ONNXSketch()
      sketch.input("x", [1, 1, 4, 4])
      sketch.reals("kernel", [1, 1, 2, 2], numbers)
      sketch.node("Conv", ["x", "kernel"], ["y"])
      sketch.output("y")
      let entry =
        ONNXSketch.field(1, "pkg.torch.export.graph_signature.InputSpec.kind")
        + ONNXSketch.field(2, "BUFFER")
      let info =
        ONNXSketch.valueInfo("kernel", [1, 1, 2, 2], type: 1) + ONNXSketch.field(4, entry)
      let bytes =
        ONNXSketch.field(2, "pytorch") + sketch.bytes(adding: ONNXSketch.field(13, info))
      let network = try Architecture(onnx: bytes, name: "sketch")
      // Equal numbers may be those of a parameter that the exporter has merged with the buffer.
      #expect(network.parameters.isEmpty == (numbers[1] != 1))
    }
  }

  @Test("zeros are the first state of a recurrent layer, and other numbers are learned")
  func states() throws {
    for number in [0, 0.5] as [Float] {
      var sketch = ONNXSketch()
      sketch.input("x", [5, 1, 3])
      sketch.parameter("w", [1, 8, 3])
      sketch.parameter("r", [1, 8, 2])
      sketch.reals("h", [1, 1, 2], [number, number])
      sketch.node(
        "LSTM", ["x", "w", "r", "", "", "h", "h"], ["y"], ONNXSketch.attribute("hidden_size", 2))
      sketch.output("y")
      #expect(try sketch.architecture.parameters.contains { $0.name == "h" } == (number != 0))
    }
  }

  @Test("what sums of whole numbers are multiplied by is a scale", arguments: [true, false])
  func scales(isQuantized: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    let whole = ONNXSketch.field(9, [UInt8](repeating: 3, count: 12))
    if isQuantized {
      sketch.tensor("w", [4, 3], type: 3, extra: whole)
      sketch.node("DynamicQuantizeLinear", ["x"], ["q", "step", "zero"])
      sketch.node("MatMulInteger", ["q", "w", "zero"], ["sum"])
      sketch.node("Cast", ["sum"], ["real"], ONNXSketch.attribute("to", 1))
      sketch.node("Mul", ["step", "scale"], ["factor"])
    } else {
      sketch.parameter("w", [4, 3])
      sketch.node("MatMul", ["x", "w"], ["real"])
      sketch.node("Relu", ["x"], ["unread"])
      sketch.node("Identity", ["scale"], ["factor"])
    }
    sketch.reals("scale", [3], [0.1, 0.3, 0.2])
    sketch.node("Mul", ["real", "factor"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.contains { $0.name == "scale" } == !isQuantized)
  }

  @Test(
    "what the exporter notes to be a buffer, or to be computed of constants, is no parameter",
    arguments: [
      ("pkg.torch.export.graph_signature.InputSpec.kind", "BUFFER", true),
      ("pkg.torch.export.graph_signature.InputSpec.kind", "PARAMETER", false),
      ("pkg.onnxscript.optimizer.folded_from", "['arange', 'val_3', 'add_27']", true),
      ("pkg.onnxscript.optimizer.folded_from", "['layer.gain', 'val_3']", false),
      ("pkg.onnxscript.optimizer.folded_from", "['gain', 'val_3']", false),
      ("pkg.onnxscript.optimizer.folded_from", "", false),
    ], ["pytorch", "other"])
  func notes(note: (key: String, value: String, isFixed: Bool), producer: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 4])
    sketch.reals("table", [3, 4], (0..<12).map { Float($0 * $0 % 7) })
    sketch.node("Mul", ["x", "table"], ["y"])
    sketch.output("y")
    let entry = ONNXSketch.field(1, note.key) + ONNXSketch.field(2, note.value)
    let info = ONNXSketch.valueInfo("table", [3, 4], type: 1) + ONNXSketch.field(4, entry)
    let bytes =
      ONNXSketch.field(2, producer) + sketch.bytes(adding: ONNXSketch.field(13, info))
    let network = try Architecture(onnx: bytes, name: "sketch")
    #expect(network.parameters.isEmpty == (note.isFixed && producer == "pytorch"))
    if network.parameters.isEmpty {
      let table = network.values.first { $0.name == "table" }
      #expect(table?.origin == .constant(.reals((0..<12).map { Float($0 * $0 % 7) })))
    }
  }
}

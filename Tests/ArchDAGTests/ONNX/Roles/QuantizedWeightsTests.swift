import ArchDAG
import Tensors
import Testing

/// Weights whose numbers are whole, and become real by scales and zero points.
@Suite struct QuantizedWeightsTests {
  private static func reals(_ numbers: [Float]) -> [UInt8] {
    ONNXSketch.field(9, numbers.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
  }

  @Test(
    "a weight of whole numbers is named as quantized, however it becomes real, and its scale kept",
    arguments: ["cast and scale", "zero point", "constant node", "transposed"])
  func quantizedWeights(form: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("first", [4, 3, 1, 1])
    let numbers = ONNXSketch.field(9, [UInt8](1...20))
    if form != "constant node" {
      sketch.tensor("scale", [5, 1, 1, 1], extra: Self.reals([0.1, 0.2, 0.3, 0.4, 0.5]))
    }
    if form == "zero point" {
      sketch.tensor("zero", [5, 1, 1, 1], extra: Self.reals([1, 2, 3, 4, 5]))
    }
    sketch.real("one scale", 0.5)
    if form == "constant node" {
      let tensor = [5, 4, 1, 1].flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 3)
      sketch.node(
        "Constant", [], ["q"],
        ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor + numbers)
          + ONNXSketch.number(20, 4))
      sketch.node("DequantizeLinear", ["q", "one scale"], ["v"])
    } else {
      sketch.tensor(
        "q", form == "transposed" ? [4, 5, 1, 1] : [5, 4, 1, 1], type: 3, extra: numbers)
      sketch.node("Cast", ["q"], ["r"], ONNXSketch.attribute("to", 1))
      switch form {
      case "zero point": sketch.node("Sub", ["r", "zero"], ["s"])
      case "transposed":
        sketch.node("Transpose", ["r"], ["s"], ONNXSketch.attribute("perm", [1, 0, 2, 3]))
      default: sketch.node("Identity", ["r"], ["s"])
      }
      sketch.node("Mul", ["s", "scale"], ["v"])
    }
    sketch.node("Conv", ["x", "first"], ["h"])
    sketch.node("Conv", ["h", "v"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let graph = ArchitectureGraph(architecture)
    #expect(graph.lines == ["input", "conv first <- 0", "conv <- 1"])
    #expect(graph.nodes[2].extents?.prefix(2) == [5, 4])
    #expect(graph.unpredicted.map(\.name) == ["q"])
    #expect(graph.unpredicted.map(\.initialization) == [.asInFile])
    #expect(!architecture.parameters.contains { $0.name == "scale" || $0.name == "zero" })
  }

  @Test("the numbers that stay are read from the file, and no others")
  func fixedNumbers() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2])
    let numbers: [UInt8] = [1, 255, 2, 254]
    sketch.tensor("q", [2, 2], type: 3, extra: ONNXSketch.field(9, numbers))
    sketch.real("scale", 0.5)
    sketch.tensor("w", [2, 2], extra: Self.reals([1, 2, 3, 4]))
    sketch.node("DequantizeLinear", ["q", "scale"], ["v"])
    sketch.node("MatMul", ["x", "v"], ["h"])
    sketch.node("MatMul", ["h", "w"], ["y"])
    sketch.output("y")
    let source = ArchitectureSource(bytes: sketch.bytes, name: "sketch")
    let fixed = try source.fixedNumbers(of: try source.architecture())
    #expect(fixed.names == ["q"])
    #expect(fixed["q"] == Tensor(shape: [2, 2], scalars: [1, -1, 2, -2]))

    var real = ONNXSketch()
    real.input("x", [1, 2])
    real.tensor("w", [2, 2], extra: Self.reals([1, 2, 3, 4]))
    real.node("MatMul", ["x", "w"], ["y"])
    real.output("y")
    let other = ArchitectureSource(bytes: real.bytes, name: "real")
    #expect(try other.fixedNumbers(of: try other.architecture()).isEmpty)
  }

  @Test(
    "the numbers that stay are read from nodes, whether these are short or long",
    arguments: [2, 80], [true, false])
  func numbersInNodes(rows: Int, isCast: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, rows])
    let numbers = (0..<rows * rows).map { UInt8($0 % 251) }
    let tensor = [rows, rows].flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 3)
    sketch.node(
      "Constant", [], ["q"],
      ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor + ONNXSketch.field(9, numbers))
        + ONNXSketch.number(20, 4))
    sketch.real("scale", 0.5)
    if isCast {
      sketch.node("Cast", ["q"], ["r"], ONNXSketch.attribute("to", 1))
      sketch.node("Mul", ["r", "scale"], ["v"])
    } else {
      sketch.node("DequantizeLinear", ["q", "scale"], ["v"])
    }
    sketch.node("MatMul", ["x", "v"], ["y"])
    sketch.output("y")
    let source = ArchitectureSource(bytes: sketch.bytes, name: "sketch")
    let architecture = try source.architecture()
    let fixed = try source.fixedNumbers(of: architecture)
    let expected = Tensor(
      shape: [rows, rows], scalars: numbers.map { Float(Int8(bitPattern: $0)) })
    let constant = architecture.values.first { $0.name == "q" }?.origin
    if case .constant(.integers(let integers)) = constant {
      #expect(integers.map(Float.init) == expected.scalars)
    } else {
      #expect(fixed["q"] == expected)
    }
  }

  @Test(
    "behind a layer that is quantized while it runs, a scale and then a bias are found",
    arguments: [1, 3])
  func biasesBehindScales(scaleCount: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    sketch.tensor("q", [4, 3], type: 3, extra: ONNXSketch.field(9, [UInt8](1...12)))
    sketch.reals("scale", [scaleCount], Array([0.5, 0.25, 0.75].prefix(scaleCount)))
    sketch.parameter("b", [3])
    sketch.node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"])
    sketch.node("MatMulInteger", ["xq", "q", "xz"], ["i"])
    sketch.node("Cast", ["i"], ["r"], ONNXSketch.attribute("to", 1))
    sketch.node("Mul", ["xs", "scale"], ["s"])
    sketch.node("Mul", ["r", "s"], ["m"])
    sketch.node("Add", ["m", "b"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv <- 0", "bias b <- 0 1"])
    #expect(graph.unpredicted.map(\.name) == ["q"])
  }

  @Test(
    "behind a layer of real numbers, what scales each output keeps the offset from being its bias")
  func offsetsBehindGains() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    sketch.parameter("w", [4, 3])
    sketch.parameter("m.gain", [3])
    sketch.parameter("m.offset", [3])
    sketch.node("MatMul", ["x", "w"], ["r"])
    sketch.node("Mul", ["r", "m.gain"], ["m"])
    sketch.node("Add", ["m", "m.offset"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv w <- 0"])
    #expect(graph.unpredicted.map(\.name) == ["m.gain", "m.offset"])
  }

  @Test("a weight of real numbers of 8 bits is named, and stays")
  func smallReals() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 4])
    sketch.tensor("w", [4, 3], type: 17, extra: ONNXSketch.field(9, [UInt8](1...12)))
    sketch.node("Cast", ["w"], ["r"], ONNXSketch.attribute("to", 1))
    sketch.node("MatMul", ["x", "r"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.unpredicted.map(\.name) == ["w"])
    #expect(graph.unpredicted[0].initialization == .asInFile)
  }

  @Test("a divisor without the name of a module's attribute keeps the file's numbers")
  func divisors() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 2, 2])
    sketch.parameter("w", [4, 3, 1, 1])
    sketch.tensor("counts", [2, 2], extra: Self.reals([4, 2, 2, 1]))
    sketch.tensor("layer.temperature", [2, 2], extra: Self.reals([1, 1, 1, 1]))
    sketch.node("Conv", ["x", "w"], ["c"])
    sketch.node("Div", ["c", "counts"], ["d"])
    sketch.node("Div", ["d", "layer.temperature"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.name) == ["w", "layer.temperature"])
    let counts = architecture.values.first { $0.name == "counts" }
    #expect(counts?.origin == .constant(.reals([4, 2, 2, 1])))
  }
}

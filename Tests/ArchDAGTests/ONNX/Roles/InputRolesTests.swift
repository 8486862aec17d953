import ArchDAG
import Testing

@Suite struct InputRolesTests {
  @Test func inputsWithoutInitializersAreWeightsWhereOperatorsHaveWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 8, 8])
    sketch.input("class_token", [1, 1, 4])
    sketch.input("conv.weight", [4, 3, 8, 8])
    sketch.input("positions", [1, 2, 4])
    sketch.input("index", [4], type: 7)
    sketch.node("Conv", ["x", "conv.weight"], ["c"])
    sketch.integers("shape", [2, 4, 1])
    sketch.integers("batch", [2, 1, 4])
    sketch.node("Reshape", ["c", "shape"], ["r"])
    sketch.node("Transpose", ["r"], ["t"], ONNXSketch.attribute("perm", [0, 2, 1]))
    sketch.node("Expand", ["class_token", "batch"], ["e"])
    sketch.node("Concat", ["e", "t"], ["tokens"], ONNXSketch.attribute("axis", 1))
    sketch.node("Add", ["tokens", "positions"], ["sum"])
    sketch.node("Gather", ["sum", "index"], ["y"], ONNXSketch.attribute("axis", 2))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["x"])
    #expect(
      architecture.parameters.map(\.name) == ["class_token", "conv.weight", "positions"])
    #expect(architecture.outputExtents == [2, 2, 4])
  }

  @Test(
    "an input of a batch's extent is a parameter by its name",
    arguments: [
      ("block.temperature", true), ("weight_scale", true), ("other", false), ("x.2", false),
    ])
  func parametersAsLongAsABatch(name: String, isParameter: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x.1", [2, 3, 8, 8])
    sketch.input("kernel", [2, 3, 8, 8])
    sketch.input(name, [2, 1])
    sketch.node("Conv", ["x.1", "kernel"], ["c"])
    sketch.node("Flatten", ["c"], ["f"])
    sketch.node("Mul", ["f", name], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.inputs.map { architecture[$0].name } == ["x.1"] + (isParameter ? [] : [name]))
    #expect(architecture.parameters.map(\.name) == ["kernel"] + (isParameter ? [name] : []))
  }

  @Test("a network of which no operator has its weight as it is has its inputs' names")
  func recurrentLayersAlone() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [5, 2, 4])
    sketch.input("weight_ih_l0", [12, 4])
    sketch.input("weight_hh_l0", [12, 3])
    sketch.integers("axes", [0])
    sketch.node("Unsqueeze", ["weight_ih_l0", "axes"], ["w"])
    sketch.node("Unsqueeze", ["weight_hh_l0", "axes"], ["r"])
    sketch.node(
      "LSTM", ["x", "w", "r"], ["y"], ONNXSketch.attribute("hidden_size", 3))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["x"])
    #expect(architecture.parameters.map(\.name) == ["weight_ih_l0", "weight_hh_l0"])
  }

  @Test("an input that is moved on its way to a layer's weight is one")
  func movedWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 8, 8])
    sketch.input("kernel", [3, 3, 3, 4])
    sketch.parameter("bias", [4])
    sketch.node("Identity", ["kernel"], ["k"])
    sketch.node("Transpose", ["k"], ["w"], ONNXSketch.attribute("perm", [3, 2, 0, 1]))
    sketch.node("Conv", ["x", "w", "bias"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["x"])
    #expect(architecture.parameters.map(\.name) == ["kernel", "bias"])
    let graph = ArchitectureGraph(architecture)
    #expect(graph.lines == ["input", "conv kernel <- 0", "bias bias <- 1"])
  }

  @Test func aTableFromWhichFedNumbersPickRowsIsAWeight() throws {
    var sketch = ONNXSketch()
    sketch.input("tokens", [2, 8], type: 7)
    // As many rows as the batch has samples, so that only its use tells what it is.
    sketch.input("types", [2, 4])
    sketch.input("fill", [])
    sketch.node("Gather", ["types", "tokens"], ["e"])
    sketch.node("Mul", ["e", "fill"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["tokens"])
    #expect(architecture.parameters.map(\.name) == ["types"])
    #expect(architecture.kinds == [.embedding, .arithmetic(.multiply)])
  }

  @Test(
    "copies of an initializer are it, but for vectors under a parameter's name",
    arguments: [("b.weight", [4], 2), ("/b/Identity_output_0", [4], 1), ("b.weight", [4, 4], 1)])
  func mergedInitializers(name: String, extents: [Int], count: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4])
    sketch.parameter("a.weight", extents)
    sketch.node("Identity", ["a.weight"], [name])
    sketch.node("Add", ["a.weight", name], ["s"])
    sketch.node("Add", ["x", "s"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == count)
  }

  @Test(
    "merged biases that the exporter named come apart, but not those of tied weights",
    arguments: [(false, 4), (true, 2)])
  func mergedBiases(isTied: Bool, count: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("onnx::Conv_1", [3, 3, 3, 3])
    sketch.parameter("onnx::Conv_2", [3])
    if isTied {
      sketch.node("Identity", ["onnx::Conv_1"], ["onnx::Conv_4"])
    } else {
      sketch.parameter("onnx::Conv_4", [3, 3, 3, 3])
    }
    sketch.node("Identity", ["onnx::Conv_2"], ["onnx::Conv_5"])
    sketch.node("Conv", ["x", "onnx::Conv_1", "onnx::Conv_2"], ["h"])
    sketch.node("Conv", ["h", "onnx::Conv_4", "onnx::Conv_5"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == count)
  }

  @Test("merged kernels come apart if they are zero", arguments: [(UInt8(0), 2), (1, 1)])
  func mergedKernels(byte: UInt8, count: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 8, 8])
    let numbers = [UInt8](repeating: byte, count: 2 * 2 * 9 * 4)
    sketch.tensor("onnx::Conv_1", [2, 2, 3, 3], extra: ONNXSketch.field(9, numbers))
    sketch.node("Identity", ["onnx::Conv_1"], ["onnx::Conv_4"])
    sketch.node("Conv", ["x", "onnx::Conv_1"], ["h"])
    sketch.node("Conv", ["h", "onnx::Conv_4"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == count)
  }

  @Test(
    "a single number that the exporter computed is a constant, but not as a bias",
    arguments: [("val_3", 1), ("scale", 2)])
  func factors(name: String, count: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 2, 8, 8])
    sketch.parameter("val_1", [1])
    sketch.parameter(name, [1])
    sketch.tensor(
      "kernel", [1, 2, 3, 3], extra: ONNXSketch.field(9, Array(repeating: 1, count: 72)))
    sketch.node("Conv", ["x", "kernel", "val_1"], ["h"])
    sketch.node("Mul", ["h", name], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.count == count + 1)
  }

  @Test func theTransposedSideOfAProductIsAWeight() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 8])
    sketch.input("weight", [4, 8])
    sketch.input("bias", [4])
    sketch.node("Transpose", ["weight"], ["t"], ONNXSketch.attribute("perm", [1, 0]))
    sketch.node("MatMul", ["x", "t"], ["p"])
    sketch.node("Add", ["bias", "p"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.name) == ["weight", "bias"])
    #expect(architecture.kinds == [.linear(.outputFirst)])
  }

  @Test func everyInputIsFedWhereTheFileCarriesItsWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("image", [1, 3, 8, 8])
    sketch.input("mask", [1, 1, 8, 8])
    sketch.input("tokens", [1, 8], type: 7)
    sketch.parameter("conv.weight", [4, 3, 1, 1])
    sketch.parameter("table", [100, 8])
    sketch.node("Conv", ["image", "conv.weight"], ["c"])
    sketch.node("Add", ["c", "mask"], ["m"])
    sketch.node("Gather", ["table", "tokens"], ["e"])
    sketch.node("Add", ["m", "e"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["image", "mask", "tokens"])
    #expect(architecture.kinds.contains(.embedding))
  }

  @Test func tokensInFrontOfTheWeightsAreFed() throws {
    var sketch = ONNXSketch()
    sketch.input("tokens", [1, 8], type: 7)
    sketch.input("table", [100, 4])
    sketch.input("norm.weight", [4])
    sketch.input("norm.bias", [4])
    sketch.node("Gather", ["table", "tokens"], ["e"])
    sketch.node("LayerNormalization", ["e", "norm.weight", "norm.bias"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.inputs.map { architecture[$0].name } == ["tokens"])
    #expect(architecture.kinds == [.embedding, .layerNorm(axis: -1, epsilon: 1e-5)])
  }

  @Test func runningStatisticsAreBuffers() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 8, 8])
    for name in ["weight", "bias", "mean", "variance"] { sketch.parameter(name, [4]) }
    sketch.node(
      "BatchNormalization", ["x", "weight", "bias", "mean", "variance"], ["y", "m", "v"],
      ONNXSketch.attribute("training_mode", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.isTrainable) == [true, true, false, false])
    #expect(architecture.operations[0].outputs.count == 1)
  }

  @Test("an input of whole numbers says so", arguments: [1, 2, 3, 7, 9, 10])
  func wholeNumbers(type: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 4, 4], type: type)
    sketch.node("Cast", ["x"], ["y"], ONNXSketch.attribute("to", 1))
    sketch.output("y")
    let network = try sketch.architecture
    #expect(network.takesWholeNumbers(network.inputs[0]) == [2, 3, 7, 9].contains(type))
  }
}

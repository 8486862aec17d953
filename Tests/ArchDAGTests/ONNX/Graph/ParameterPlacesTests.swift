import ArchDAG
import Tensors
import Testing

/// Which arrays of an ONNX file are parameters, wherever the file keeps them.
@Suite struct ParameterPlacesTests {
  private static func reals(_ values: [Float]) -> [UInt8] {
    ONNXSketch.field(9, values.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
  }

  private static func tensor(_ extents: [Int], _ values: [Float]) -> [UInt8] {
    extents.flatMap { ONNXSketch.number(1, $0) } + ONNXSketch.number(2, 1) + reals(values)
  }

  /// The attribute `value` of a `Constant` node.
  private static func value(_ extents: [Int], _ values: [Float]) -> [UInt8] {
    ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor(extents, values))
      + ONNXSketch.number(20, 4)
  }

  private static func ramp(_ count: Int) -> [Float] { (0..<count).map { Float($0) / 100 } }

  private func lines(_ sketch: ONNXSketch) throws -> [String] {
    ArchitectureGraph(try sketch.architecture).lines
  }

  // MARK: Weights in nodes

  /// A network whose parameters are all `Constant` nodes, as Paddle exports it.
  private var constantNodes: ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [nil, 3, 8, 8])
    let arrays: [(String, [Int], [Float])] = [
      ("w", [3, 3, 3, 4], Self.ramp(108)), ("b", [4], Self.ramp(4)),
      ("scale", [4], [1, 1, 1, 1]), ("shift", [4], [0, 0, 0, 0]), ("mean", [4], [0, 0, 0, 0]),
      ("variance", [4], [1, 1, 1, 1]), ("fc", [4, 10], Self.ramp(40)),
      ("fb", [10], Self.ramp(10)), ("three", [1], [3]),
    ]
    for (name, extents, values) in arrays {
      sketch.node("Constant", [], [name], Self.value(extents, values))
    }
    sketch.node("Transpose", ["w"], ["wt"], ONNXSketch.attribute("perm", [3, 2, 0, 1]))
    sketch.node("Conv", ["x", "wt", "b"], ["c"])
    sketch.node("BatchNormalization", ["c", "scale", "shift", "mean", "variance"], ["n"])
    sketch.node("GlobalAveragePool", ["n"], ["p"])
    sketch.node("Flatten", ["p"], ["f"])
    sketch.node("MatMul", ["f", "fc"], ["m"])
    sketch.node("Add", ["m", "fb"], ["a"])
    sketch.node("Mul", ["a", "three"], ["y"])
    sketch.output("y")
    return sketch
  }

  @Test func takesWeightsFromConstantNodes() throws {
    let architecture = try constantNodes.architecture
    #expect(
      architecture.parameters.filter(\.isTrainable).map(\.name)
        == ["w", "b", "scale", "shift", "fc", "fb"])
    #expect(architecture.buffers.map(\.name) == ["mean", "variance"])
    #expect(
      try lines(constantNodes) == [
        "input", "conv w <- 0", "bias b <- 1", "bn scale shift <- 2", "glob_avg <- 3",
        "conv fc <- 4", "bias fb <- 5",
      ])
  }

  @Test("a node that held a weight is an initializer in the filled file")
  func fillsNodes() throws {
    let bytes = constantNodes.bytes
    let plan = try FilledModelPlan(
      filling: bytes, with: ["w", "b", "scale", "shift", "fc", "fb"], dataName: "data")
    #expect(plan.unfilled.isEmpty)
    let filled = try Architecture(onnx: plan.bytes(of: bytes), name: "sketch")
    #expect(
      Set(filled.parameters.map(\.name))
        == Set(try constantNodes.architecture.parameters.map(\.name)))
  }

  @Test("shapes in the place of weights are weights")
  func takesShapesForWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.integers("shape", [4, 3, 3, 3])
    sketch.integers("length", [4])
    sketch.node("ConstantOfShape", ["shape"], ["w"])
    sketch.node("ConstantOfShape", ["length"], ["b"])
    sketch.node("Conv", ["x", "w", "b"], ["y"])
    sketch.output("y")
    #expect(try lines(sketch) == ["input", "conv w <- 0", "bias b <- 1"])
  }

  @Test func takesInputsForWeightsBesideInitializers() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [nil, 3, 8, 8])
    sketch.input("w", [4, 3, 3, 3])
    sketch.input("b", [4])
    sketch.parameter("v", [5, 4, 3, 3])
    sketch.node("Conv", ["x", "w", "b"], ["h"])
    sketch.node("Conv", ["h", "v"], ["y"])
    sketch.output("y")
    #expect(try lines(sketch) == ["input", "conv w <- 0", "bias b <- 1", "conv v <- 2"])
  }

  @Test func saysHowToExportWeightsThatAreDeclaredNowhere() {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.node("Conv", ["x", "conv.weight"], ["y"])
    sketch.output("y")
    let error = #expect(throws: ArchitectureError.self) { try sketch.architecture }
    #expect(error?.description.contains("'conv.weight'") == true)
    #expect(error?.suggestion?.contains("export_params=True") == true)
  }

  // MARK: Statistics that are merged with parameters

  /// Two fresh batch norms whose equal arrays an exporter has merged.
  private func mergedNorms(_ copies: [(String, String)] = []) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 8, 8])
    sketch.tensor("one", [4], extra: Self.reals([1, 1, 1, 1]))
    sketch.tensor("zero", [4], extra: Self.reals([0, 0, 0, 0]))
    sketch.node("BatchNormalization", ["x", "one", "zero", "zero", "one"], ["h"])
    sketch.node("BatchNormalization", ["h", "one", "zero", "zero", "one"], ["y"])
    sketch.output("y")
    return sketch
  }

  @Test func givesMergedStatisticsArraysOfTheirOwn() throws {
    let architecture = try mergedNorms().architecture
    #expect(architecture.parameters.filter(\.isTrainable).map(\.name) == ["one", "zero"])
    #expect(
      architecture.buffers.filter { $0.shape == [4] }.map(\.name)
        == ["h.running_mean", "h.running_var", "y.running_mean", "y.running_var"])
    let bytes = mergedNorms().bytes
    let names = architecture.parameters.map(\.name)
    let plan = try FilledModelPlan(filling: bytes, with: Set(names), dataName: "data")
    let filled = plan.bytes(of: bytes)
    let again = try Architecture(onnx: filled, name: "sketch")
    #expect(Set(again.parameters.map(\.name)) == Set(names))
    // Each norm reads its own statistics.
    let operands = again.operations.map { $0.inputs.compactMap { $0.map { again[$0].name } } }
    #expect(operands[0] == ["x", "one", "zero", "h.running_mean", "h.running_var"])
    #expect(operands[1] == ["h", "one", "zero", "y.running_mean", "y.running_var"])
  }

  @Test("a copy that a norm reads as a statistic is an array under its name")
  func copiedStatistics() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 8, 8])
    sketch.tensor("weight", [4], extra: Self.reals([1, 1, 1, 1]))
    sketch.tensor("bias", [4], extra: Self.reals([0, 0, 0, 0]))
    sketch.node("Identity", ["weight"], ["variance"])
    sketch.node("Identity", ["bias"], ["mean"])
    sketch.node("BatchNormalization", ["x", "weight", "bias", "mean", "variance"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.buffers.map(\.name) == ["mean", "variance"])
    let plan = try FilledModelPlan(
      filling: sketch.bytes, with: ["weight", "bias", "mean", "variance"], dataName: "data")
    let names = plan.model.compactMap { segment -> String? in
      if case .parameter(let name, _, _) = segment { name } else { nil }
    }
    #expect(Set(names) == ["weight", "bias", "mean", "variance"])
  }

  @Test("a norm that is called twice keeps its statistics")
  func sharedModules() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 4, 8, 8])
    for name in ["weight", "bias", "mean", "variance"] { sketch.parameter(name, [4]) }
    sketch.node("BatchNormalization", ["x", "weight", "bias", "mean", "variance"], ["h"])
    sketch.node("BatchNormalization", ["h", "weight", "bias", "mean", "variance"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.buffers.map(\.name) == ["mean", "variance"])
  }

  // MARK: Numbers that are none

  @Test("a mean that is subtracted behind a layer, and the variance whose root divides, are kept")
  func writtenNormalization() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.parameter("w", [4, 3, 1, 1])
    for name in ["stem.mean", "stem.var", "stem.center"] {
      sketch.tensor(name, [4, 1, 1], extra: Self.reals([1, 3, 2, 4]))
    }
    sketch.node("Conv", ["x", "w"], ["c"])
    sketch.node("Sub", ["c", "stem.mean"], ["centered"])
    sketch.node("Sqrt", ["stem.var"], ["deviation"])
    sketch.node("Div", ["centered", "deviation"], ["normal"])
    sketch.node("Sub", ["normal", "stem.center"], ["moved"])
    sketch.tensor("mean", [4, 1, 1], extra: Self.reals([1, 2, 3, 4]))
    sketch.node("Sub", ["moved", "mean"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["w", "stem.center"])
  }

  @Test("exponents, bounds, choices and the normalization of images keep the file's numbers")
  func keptNumbers() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    let arrays: [(String, [Int], [Float])] = [
      ("mean", [1, 3, 1, 1], [1, 2, 3]), ("deviation", [3, 1, 1], [4, 5, 6]), ("power", [1], [2]),
      ("tiny", [1], [1e-12]), ("norm.eps", [1], [1e-6]), ("w", [4, 3, 1, 1], Self.ramp(12)),
      ("norm.gain", [4, 1, 1], [7, 7, 7, 7]),
    ]
    for (name, extents, values) in arrays {
      sketch.tensor(name, extents, extra: Self.reals(values))
    }
    sketch.node("Sub", ["x", "mean"], ["centered"])
    sketch.node("Div", ["centered", "deviation"], ["normal"])
    sketch.node("Conv", ["normal", "w"], ["c"])
    sketch.node("Pow", ["c", "power"], ["square"])
    sketch.node("Add", ["square", "tiny"], ["sum"])
    sketch.node("Add", ["sum", "norm.eps"], ["larger"])
    sketch.node("Sqrt", ["larger"], ["root"])
    sketch.node("Mul", ["root", "norm.gain"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.name) == ["w", "norm.gain"])
    let constants = architecture.values.filter {
      if case .constant = $0.origin { true } else { false }
    }
    #expect(
      Set(constants.map(\.name)) == ["mean", "deviation", "power", "tiny", "norm.eps"])
    #expect(constants.first { $0.name == "mean" }?.origin == .constant(.reals([1, 2, 3])))
    #expect(constants.first { $0.name == "mean" }?.extents == [1, 3, 1, 1])
  }

  @Test func keepsMasksAndNamesQuantizedWeights() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.tensor("c.weight_mask", [4, 3, 1, 1], extra: Self.reals((0..<12).map { Float($0 % 2) }))
    sketch.tensor("c.weight_orig", [4, 3, 1, 1], extra: Self.reals(Self.ramp(12)))
    sketch.tensor("q", [5, 4, 1, 1], type: 3, extra: ONNXSketch.field(9, [UInt8](1...20)))
    sketch.real("one scale", 0.5)
    sketch.node("Mul", ["c.weight_mask", "c.weight_orig"], ["w"])
    sketch.node("Conv", ["x", "w"], ["h"])
    sketch.node("DequantizeLinear", ["q", "one scale"], ["v"])
    sketch.node("Conv", ["h", "v"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let graph = ArchitectureGraph(architecture)
    #expect(graph.lines == ["input", "conv c.weight_orig <- 0", "conv <- 1"])
    #expect(graph.nodes[2].extents?.prefix(2) == [5, 4])
    #expect(graph.unpredicted.map(\.name) == ["q"])
    #expect(graph.unpredicted.map(\.initialization) == [.asInFile])
    #expect(graph.unknownOperators.isEmpty)
    let mask = architecture.values.first { $0.name == "c.weight_mask" }
    let numbers = (0..<12).map { Float($0 % 2) }
    #expect(mask?.origin == .constant(.reals(numbers)))
    #expect(
      architecture.buffers == [
        .init(name: "c.weight_mask", shape: [4, 3, 1, 1], initialValue: .reals(numbers))
      ])
  }

  @Test("an array of zeros and ones that is multiplied by another one is its mask")
  func unnamedMasks() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3, 8, 8])
    sketch.tensor("keep", [4, 3, 1, 1], extra: Self.reals((0..<12).map { Float($0 % 2) }))
    sketch.tensor("kernel", [4, 3, 1, 1], extra: Self.reals(Self.ramp(12)))
    sketch.node("Mul", ["keep", "kernel"], ["w"])
    sketch.node("Conv", ["x", "w"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.parameters.map(\.name) == ["kernel"])
    #expect(ArchitectureGraph(architecture).lines == ["input", "conv kernel <- 0"])
  }

  @Test("spectral normalization's vectors keep their numbers, however it is written")
  func spectralNormalization() throws {
    for isSummed in [false, true] {
      var sketch = ONNXSketch()
      sketch.input("x", [2, 3])
      for (name, extents) in [("w", [4, 3]), ("u", [4]), ("v", [3])] {
        sketch.tensor(
          name, extents, extra: Self.reals(Self.ramp(extents.reduce(1, *)).map { $0 + 1 }))
      }
      sketch.node("MatMul", ["w", "v"], ["wv"])
      if isSummed {
        sketch.node("Mul", ["u", "wv"], ["uwv"])
        sketch.node("ReduceSum", ["uwv"], ["sigma"], ONNXSketch.attribute("keepdims", 0))
      } else {
        sketch.node("MatMul", ["u", "wv"], ["sigma"])
      }
      sketch.node("Div", ["w", "sigma"], ["normal"])
      sketch.node("Gemm", ["x", "normal"], ["y"], ONNXSketch.attribute("transB", 1))
      sketch.output("y")
      let architecture = try sketch.architecture
      #expect(architecture.parameters.map(\.name) == ["w"])
      #expect(ArchitectureGraph(architecture).lines == ["input", "conv w <- 0"])
    }
  }

  // MARK: Products

  @Test("a learned matrix on the left is a linear layer", arguments: [[3], [3, 5], [2, 3, 5]])
  func weightsOnTheLeft(extents: [Int]) throws {
    var sketch = ONNXSketch()
    sketch.input("x", extents.map(Optional.some))
    sketch.parameter("w", [4, 3])
    sketch.parameter("b", extents.count == 1 ? [4] : [4, 1])
    sketch.node("MatMul", ["w", "x"], ["m"])
    sketch.node("Add", ["m", "b"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[1].extents == [4, 3] && graph.nodes[2].extents == [4])
  }

  @Test("Gemm is a linear layer however it transposes and scales")
  func gemm() throws {
    for (transA, transB, alpha, beta) in [
      (0, 0, 1, 1), (1, 0, 1, 1), (1, 1, 0.5, 2), (0, 1, 2, 0.25),
    ] {
      var sketch = ONNXSketch()
      sketch.input("x", transA == 1 ? [3, 2] : [2, 3])
      sketch.parameter("w", transB == 1 ? [4, 3] : [3, 4])
      sketch.parameter("b", [1, 4])
      sketch.node(
        "Gemm", ["x", "w", "b"], ["y"], ONNXSketch.attribute("transA", transA),
        ONNXSketch.attribute("transB", transB), ONNXSketch.attribute("alpha", Float(alpha)),
        ONNXSketch.attribute("beta", Float(beta)))
      sketch.output("y")
      let graph = ArchitectureGraph(try sketch.architecture)
      #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
      #expect(graph.nodes[1].extents == [4, 3] && graph.nodes[2].extents == [4])
      let weight = graph.nodes[1].parameters[0]
      if alpha != 1 { #expect(weight.view?.measure == .elements(factor: Float(1 / alpha))) }
      let bias = graph.nodes[2].parameters[0]
      if beta != 1 { #expect(bias.view?.measure == .elements(factor: Float(1 / beta))) }
    }
  }

  @Test("a bias of one number stands for all outputs")
  func singleBias() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", [4, 3])
    sketch.parameter("b", [1])
    sketch.node("Gemm", ["x", "w", "b"], ["y"], ONNXSketch.attribute("transB", 1))
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[2].extents == [4])
  }

  // MARK: Outputs

  @Test func dropsOutputsThatSayNothingOfTheNetwork() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3])
    sketch.parameter("w", [4, 3])
    sketch.tensor("anchors", [2], extra: Self.reals([1, 2]))
    sketch.node("Gemm", ["x", "w"], ["y"], ONNXSketch.attribute("transB", 1))
    sketch.node("Identity", ["anchors"], ["boxes"])
    sketch.node("Identity", ["x"], ["same"])
    for name in ["boxes", "same", "y", "x", "w"] { sketch.output(name) }
    let architecture = try sketch.architecture
    #expect(architecture.outputs.map { architecture[$0].name } == ["y"])
    #expect(architecture.parameters.map(\.name) == ["w"], "anchors keep the file's numbers")
  }
}

extension FilledModelPlan {
  /// The whole ONNX file, with ones for all parameters.
  fileprivate func bytes(of source: [UInt8]) -> [UInt8] {
    model.bytes(source: source)
  }
}

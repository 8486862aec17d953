import ArchDAG
import Testing

/// Networks as scikit-learn's exporter writes them.
@Suite struct ClassicalLearningTests {
  private static func reals(_ name: String, _ values: [Float]) -> [UInt8] {
    ONNXSketch.field(1, name)
      + values.flatMap { [7 << 3 | 5] + ONNXSketch.word(Int($0.bitPattern)).prefix(4) }
      + ONNXSketch.number(20, 6)
  }

  /// A layer of three classes behind an operator of `ai.onnx.ml`, which answers classes, then
  /// probabilities.
  private func pipeline(_ first: String, _ attributes: [UInt8]...) throws -> Architecture {
    var sketch = ONNXSketch(operatorSet: 18)
    sketch.input("x", [nil, 2])
    sketch.parameter("coefficient", [2, 3])
    sketch.parameter("intercepts", [1, 3])
    sketch.integers("classes", [7, 8, 9])
    sketch.integers("shape", [-1])
    sketch.node(first, ["x"], ["scaled"], domain: "ai.onnx.ml")
    sketch.nodes[0] += attributes.flatMap { ONNXSketch.field(5, $0) }
    sketch.node("MatMul", ["scaled", "coefficient"], ["product"])
    sketch.node("Add", ["product", "intercepts"], ["sum"])
    sketch.node("Softmax", ["sum"], ["probabilities"])
    sketch.node("ArgMax", ["probabilities"], ["places"], ONNXSketch.attribute("axis", 1))
    sketch.node("ArrayFeatureExtractor", ["classes", "places"], ["names"], domain: "ai.onnx.ml")
    sketch.node("Reshape", ["names", "shape"], ["flat"])
    sketch.node("Cast", ["flat"], ["label"], ONNXSketch.attribute("to", 7))
    sketch.outputs.append(ONNXSketch.valueInfo("label", [nil], type: 7))
    sketch.output("probabilities")
    return try sketch.architecture
  }

  @Test("the numbers by which a class was decided come before the class")
  func outputs() throws {
    let architecture = try pipeline(
      "Scaler", Self.reals("offset", [1, 2]), Self.reals("scale", [3, 4]))
    #expect(architecture.outputs.map { architecture[$0].name } == ["probabilities", "label"])
    let graph = ArchitectureGraph(architecture)
    #expect(graph.unpredicted.isEmpty)
    #expect(graph.unknownOperators.isEmpty)
    #expect(
      architecture.kinds.prefix(4) == [
        .arithmetic(.subtract), .arithmetic(.multiply), .linear(.inputFirst), .arithmetic(.add),
      ])
    #expect(architecture.kinds.contains(.reduction(.indexOfMaximum, axes: [1], keepsAxes: true)))
  }

  @Test("rows are divided by their length")
  func normalizer() throws {
    let architecture = try pipeline("Normalizer", ONNXSketch.attribute("norm", "L2"))
    #expect(ArchitectureGraph(architecture).unknownOperators.isEmpty)
    let largest = try pipeline("Normalizer", ONNXSketch.attribute("norm", "MAX"))
    #expect(
      largest.kinds.prefix(2) == [
        .reduction(.maximum, axes: [-1], keepsAxes: true), .discrete(.equal),
      ])
    let other = try pipeline("Normalizer", ONNXSketch.attribute("norm", "L7"))
    #expect(ArchitectureGraph(other).unknownOperators.map(\.type) == ["ai.onnx.ml::Normalizer"])
  }

  @Test("gaps are filled by the numbers of their columns, as many as there are columns")
  func imputer() throws {
    let architecture = try pipeline(
      "Imputer", Self.reals("imputed_value_floats", [1, 2]),
      ONNXSketch.attribute("replaced_value_float", Float.nan))
    #expect(architecture.kinds.prefix(2) == [.discrete(.equal), .select])
    let narrow = try pipeline("Imputer", Self.reals("imputed_value_floats", [1, 2, 3]))
    #expect(ArchitectureGraph(narrow).unknownOperators.map(\.type) == ["ai.onnx.ml::Imputer"])
  }

  @Test("names of categories become columns of truth values")
  func oneHotEncoder() throws {
    var sketch = ONNXSketch(operatorSet: 18)
    sketch.input("x", [nil, 2])
    sketch.node("OneHotEncoder", ["x"], ["y"], domain: "ai.onnx.ml")
    sketch.nodes[0] += ONNXSketch.field(5, ONNXSketch.attribute("cats_int64s", [0, 1, 5]))
    sketch.output("y")
    #expect(try sketch.architecture.outputExtents == [Architecture.readersBatch, 2, 3])
  }

  @Test("a bias is found behind an operator that nobody knows, of which no extents follow")
  func biases() throws {
    let architecture = try pipeline("Imputer")
    let graph = ArchitectureGraph(architecture)
    #expect(graph.unknownOperators.map(\.type) == ["ai.onnx.ml::Imputer"])
    #expect(graph.unpredicted.isEmpty)
  }

  @Test("scales of columns before the first layer keep the file's numbers")
  func scaledColumns() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [nil, 2])
    for name in ["Mu_Mulcst", "Ad_Addcst"] {
      sketch.tensor(name, [2], extra: ONNXSketch.field(9, [UInt8](repeating: 0, count: 8)))
    }
    sketch.parameter("norm.weight", [2])
    sketch.parameter("w", [2, 3])
    sketch.node("Mul", ["x", "Mu_Mulcst"], ["a"])
    sketch.node("Add", ["a", "Ad_Addcst"], ["b"])
    sketch.node("Mul", ["b", "norm.weight"], ["c"])
    sketch.node("MatMul", ["c", "w"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.parameters.map(\.name) == ["norm.weight", "w"])
  }
}

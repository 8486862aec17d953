import ArchDAG
import Testing

@Suite struct LinearModelsTests {
  private static func reals(_ name: String, _ values: [Float]) -> [UInt8] {
    ONNXSketch.field(1, name)
      + values.flatMap { [7 << 3 | 5] + ONNXSketch.word(Int($0.bitPattern)).prefix(4) }
      + ONNXSketch.number(20, 6)
  }

  private func model(
    _ type: String, results: [String], _ attributes: [UInt8]...
  ) throws -> Architecture {
    var sketch = ONNXSketch(operatorSet: 18)
    sketch.input("x", [nil, 2])
    sketch.node(type, ["x"], results, domain: "ai.onnx.ml")
    sketch.nodes[0] += attributes.flatMap { ONNXSketch.field(5, $0) }
    for name in results { sketch.output(name) }
    return try sketch.architecture
  }

  @Test("a regression is a product with the file's numbers, which lie column by column")
  func regressor() throws {
    let architecture = try model(
      "LinearRegressor", results: ["y"], ONNXSketch.attribute("targets", 3),
      Self.reals("coefficients", [1, 2, 3, 4, 5, 6]), Self.reals("intercepts", [7, 8, 9]))
    #expect(architecture.kinds == [.matrixProduct, .arithmetic(.add)])
    let matrix = architecture[try #require(architecture.operations[0].inputs[1])]
    #expect(matrix.extents == [2, 3])
    #expect(matrix.origin == .constant(.reals([1, 3, 5, 2, 4, 6])))
    #expect(architecture.outputExtents == [Architecture.readersBatch, 3])
    let learned = architecture.attributeWeights
    #expect(learned.map(\.type) == ["LinearRegressor"] && learned.map(\.count) == [9])
  }

  @Test("a classifier answers the name of the class of the largest score, and the scores")
  func classifier() throws {
    let architecture = try model(
      "LinearClassifier", results: ["label", "scores"],
      ONNXSketch.attribute("classlabels_ints", [4, 5, 6]),
      Self.reals("coefficients", [1, 2, 3, 4, 5, 6]), Self.reals("intercepts", [7, 8, 9]),
      ONNXSketch.attribute("post_transform", "SOFTMAX"))
    #expect(
      architecture.kinds == [
        .matrixProduct, .arithmetic(.add),
        .reduction(.indexOfMaximum, axes: [-1], keepsAxes: false), .gather(axis: 0),
        .softmax(axis: -1),
      ])
    #expect(ArchitectureGraph(architecture).unknownOperators.isEmpty)
  }

  @Test(
    "numbers that do not make up a matrix, and other functions of scores, are not known",
    arguments: [
      ([1, 2, 3, 4, 5], "NONE"), ([1, 2, 3], "NONE"), ([1, 2, 3, 4, 5, 6], "PROBIT"), ([], "NONE"),
    ] as [([Float], String)])
  func misfits(coefficients: [Float], function: String) throws {
    let architecture = try model(
      "LinearRegressor", results: ["y"], ONNXSketch.attribute("targets", 3),
      Self.reals("coefficients", coefficients), ONNXSketch.attribute("post_transform", function))
    #expect(architecture.kinds == [.unrecognized(type: "ai.onnx.ml::LinearRegressor")])
    #expect(architecture.attributeWeights.map(\.count) == [coefficients.count])
  }
}

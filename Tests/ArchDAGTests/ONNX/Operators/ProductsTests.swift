import ArchDAG
import Testing

@Suite struct ProductsTests {
  @Test("a Gemm's transB says how the weight lies", arguments: [(0, [3, 4]), (1, [4, 3])])
  func gemmLayout(transposed: Int, extents: [Int]) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", extents)
    sketch.parameter("b", [4])
    sketch.node("Gemm", ["x", "w", "b"], ["y"], ONNXSketch.attribute("transB", transposed))
    sketch.output("y")
    let architecture = try sketch.architecture
    let layout: LinearLayout = transposed == 1 ? .outputFirst : .inputFirst
    #expect(architecture.kinds == [.linear(layout)])
    #expect(architecture.operations[0].inputs.count == 3)
    #expect(architecture.outputExtents == [2, 4])
  }

  @Test("a transposed weight and an added bias are one linear layer", arguments: [true, false])
  func transposedProductWithBias(biasFirst: Bool) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 5, 3])
    sketch.parameter("w", [4, 3])
    sketch.parameter("b", [4])
    sketch.node("Transpose", ["w"], ["t"], ONNXSketch.attribute("perm", [1, 0]))
    sketch.node("MatMul", ["x", "t"], ["p"])
    sketch.node("Add", biasFirst ? ["b", "p"] : ["p", "b"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.linear(.outputFirst)])
    #expect(architecture.operandNames == [["x", "w", "b"]])
    #expect(architecture.operations[0].name == "p")
    #expect(architecture.outputExtents == [2, 5, 4])
  }

  @Test func keepsTheSumApartWhereSomethingElseReadsTheProduct() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("w", [3, 3])
    sketch.parameter("b", [3])
    sketch.node("MatMul", ["x", "w"], ["p"])
    sketch.node("Add", ["p", "b"], ["s"])
    sketch.node("Mul", ["s", "p"], ["y"])
    sketch.output("y")
    #expect(
      try sketch.architecture.kinds == [
        .linear(.inputFirst), .arithmetic(.add), .arithmetic(.multiply),
      ])
  }

  @Test func readsAPartOfAnInitializerAsTheLayersWeight() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.parameter("qkv", [9, 3])
    sketch.integers("zero", [0])
    sketch.integers("three", [3])
    sketch.node("Slice", ["qkv", "zero", "three", "zero"], ["q"])
    sketch.node("Transpose", ["q"], ["t"], ONNXSketch.attribute("perm", [1, 0]))
    sketch.node("MatMul", ["x", "t"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds == [
        .slice([AxisSlice(axis: 0, start: 0, end: 3, step: 1)]), .linear(.outputFirst),
      ])
    #expect(architecture.operandNames == [["qkv"], ["x", "q"]])
  }

  @Test("a learned matrix on the left of a Gemm is a linear layer", arguments: [0, 1], [0, 1])
  func learnedLeft(transA: Int, transB: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", transB == 1 ? [2, 3] : [3, 2])
    sketch.parameter("w", transA == 1 ? [3, 4] : [4, 3])
    sketch.parameter("b", [4, 1])
    sketch.node(
      "Gemm", ["w", "x", "b"], ["p"], ONNXSketch.attribute("transA", transA),
      ONNXSketch.attribute("transB", transB))
    sketch.node("Transpose", ["p"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    let layout: LinearLayout = transA == 1 ? .inputFirst : .outputFirst
    #expect(architecture.kinds.contains(.linear(layout)))
    #expect(architecture.outputExtents == [2, 4])
    let graph = ArchitectureGraph(architecture)
    #expect(graph.lines == ["input", "conv w <- 0", "bias b <- 1"])
    #expect(graph.nodes[1].extents?.prefix(2) == [4, 3])
  }

  @Test(
    "a sum of products with a learned matrix is a linear layer",
    arguments: [
      ("btd,hd->bth", [4, 5], [2, 3, 4], LinearLayout.outputFirst),
      ("btd,dh->bth", [5, 4], [2, 3, 4], .inputFirst),
      ("btd,ht->bhd", [4, 3], [2, 4, 5], .outputFirst),
      ("...d,dh->h...", [5, 4], [4, 2, 3], .inputFirst),
    ])
  func learnedSum(
    equation: String, weight: [Int], result: [Int], layout: LinearLayout
  ) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 5])
    sketch.parameter("w", weight)
    sketch.node("Einsum", ["x", "w"], ["y"], ONNXSketch.attribute("equation", equation))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds.contains(.linear(layout)))
    #expect(architecture.outputExtents == result)
    #expect(ArchitectureGraph(architecture).lines == ["input", "conv w <- 0"])
  }

  @Test(
    "a sum that is no linear layer stays one",
    arguments: ["btd,td->bt", "btd,dd->bt", "btd,hk->bth", "btd,bd->bt"])
  func otherSums(equation: String) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [5, 5, 5])
    sketch.parameter("w", [5, 5])
    sketch.node("Einsum", ["x", "w"], ["y"], ONNXSketch.attribute("equation", equation))
    sketch.output("y")
    let kinds = try sketch.architecture.kinds
    #expect(
      kinds.allSatisfy {
        if case .einsum = $0 { true } else { false }
      })
  }

  @Test("a learned matrix behind axes of extent 1 is that of a linear layer", arguments: [2, 3, 4])
  func matricesOfHigherRank(rank: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 5, 4])
    let ones = [Int](repeating: 1, count: rank - 2)
    sketch.parameter("w", ones + [4, 3])
    sketch.parameter("b", [1, 1, 3])
    sketch.node("MatMul", ["x", "w"], ["h"])
    sketch.node("Add", ["h", "b"], ["y"])
    sketch.output("y")
    let graph = ArchitectureGraph(try sketch.architecture)
    // A matrix of more axes than what flows gives the result more axes.
    #expect(graph.unpredicted.map(\.name) == (rank > 3 ? ["w", "b"] : []))
  }

  @Test func aProductOfTwoActivationsIsNoLayer() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.input("z", [3, 4])
    sketch.node("MatMul", ["x", "z"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.matrixProduct])
  }
}

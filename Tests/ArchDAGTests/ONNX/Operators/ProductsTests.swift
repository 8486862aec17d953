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

  @Test func aProductOfTwoActivationsIsNoLayer() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    sketch.input("z", [3, 4])
    sketch.node("MatMul", ["x", "z"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.matrixProduct])
  }
}

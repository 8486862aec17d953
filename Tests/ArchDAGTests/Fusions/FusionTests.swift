import ArchDAG
import Testing

@Suite struct FusionTests {
  private func sketch(_ nodes: (inout ONNXSketch) -> Void) throws -> Architecture {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 5, 8])
    sketch.parameter("w", [8])
    sketch.parameter("b", [8])
    for (name, value) in [("eps", Float(1e-5)), ("2", 2), ("1", 1), ("half", 0.5)] {
      sketch.real(name, value)
    }
    sketch.real("root", Float(2).squareRoot())
    nodes(&sketch)
    sketch.output("y")
    return try sketch.architecture
  }

  @Test("a layer norm in nine nodes is one operation", arguments: ["Pow", "Mul"])
  func layerNorm(square: String) throws {
    let architecture = try sketch { sketch in
      sketch.node("ReduceMean", ["x"], ["mean"], ONNXSketch.attribute("axes", [-1]))
      sketch.node("Sub", ["x", "mean"], ["d"])
      sketch.node(square, ["d", square == "Pow" ? "2" : "d"], ["p"])
      sketch.node("ReduceMean", ["p"], ["v"], ONNXSketch.attribute("axes", [-1]))
      sketch.node("Add", ["v", "eps"], ["e"])
      sketch.node("Sqrt", ["e"], ["r"])
      sketch.node("Div", ["d", "r"], ["n"])
      sketch.node("Mul", ["n", "w"], ["s"])
      sketch.node("Add", ["s", "b"], ["y"])
    }
    #expect(architecture.kinds == [.layerNorm(axis: -1, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "w", "b"]])
  }

  @Test(
    "a layer norm that is written as x · s + (b − mean · s) is one operation",
    arguments: [false, true])
  func distributedLayerNorm(isDivided: Bool) throws {
    let architecture = try sketch { sketch in
      sketch.node("ReduceMean", ["x"], ["mean"], ONNXSketch.attribute("axes", [-1]))
      sketch.node("Sub", ["x", "mean"], ["d"])
      sketch.node("Mul", ["d", "d"], ["p"])
      sketch.node("ReduceMean", ["p"], ["v"], ONNXSketch.attribute("axes", [-1]))
      sketch.node("Add", ["v", "eps"], ["e"])
      sketch.node("Sqrt", ["e"], ["r"])
      sketch.node(isDivided ? "Div" : "Reciprocal", isDivided ? ["1", "r"] : ["r"], ["i"])
      sketch.node("Mul", isDivided ? ["w", "i"] : ["i", "w"], ["s"])
      sketch.node("Mul", ["x", "s"], ["xs"])
      sketch.node("Mul", ["mean", "s"], ["ms"])
      sketch.node("Sub", ["b", "ms"], ["rest"])
      sketch.node("Add", isDivided ? ["rest", "xs"] : ["xs", "rest"], ["y"])
    }
    #expect(architecture.kinds == [.layerNorm(axis: -1, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "w", "b"]])
  }

  @Test("a group norm's scale and shift may have their axes of extent 1 themselves")
  func groupNormWithFoldedAxes() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 8, 5, 5])
    for name in ["w", "b"] { sketch.parameter(name, [8, 1, 1]) }
    sketch.integers("spread", [2, 4, -1])
    sketch.integers("back", [2, 8, 5, 5])
    for (name, byte) in [("ones", [UInt8(0), 0, 0x80, 0x3F]), ("zeros", [0, 0, 0, 0])] {
      sketch.node(
        "Constant", [], [name],
        ONNXSketch.field(1, "value")
          + ONNXSketch.field(
            5,
            ONNXSketch.number(1, 4) + ONNXSketch.number(2, 1)
              + ONNXSketch.field(9, (0..<4).flatMap { _ in byte })) + ONNXSketch.number(20, 4))
    }
    sketch.node("Reshape", ["x", "spread"], ["r"])
    sketch.node(
      "InstanceNormalization", ["r", "ones", "zeros"], ["i"],
      ONNXSketch.attribute("epsilon", Float(1e-5)))
    sketch.node("Reshape", ["i", "back"], ["n"])
    sketch.node("Mul", ["n", "w"], ["s"])
    sketch.node("Add", ["s", "b"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.groupNorm(groups: 4, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "w", "b"]])
    let specs = ArchitectureGraph(architecture).nodes.flatMap(\.parameters)
    #expect(specs.map(\.role) == [.normScale, .normShift])
  }

  @Test func aGELUInFiveNodesIsOneOperation() throws {
    let architecture = try sketch { sketch in
      sketch.node("Div", ["x", "root"], ["d"])
      sketch.node("Erf", ["d"], ["e"])
      sketch.node("Add", ["e", "1"], ["o"])
      sketch.node("Mul", ["x", "o"], ["m"])
      sketch.node("Mul", ["m", "half"], ["y"])
    }
    #expect(architecture.kinds == [.activation(.gelu(isApproximate: false))])
    #expect(architecture.operandNames == [["x"]])
  }

  @Test func aValueTimesItsSigmoidIsSiLU() throws {
    let architecture = try sketch { sketch in
      sketch.node("Sigmoid", ["x"], ["g"])
      sketch.node("Mul", ["g", "x"], ["y"])
    }
    #expect(architecture.kinds == [.activation(.silu)])
  }

  @Test func aGateOfSomethingElseStaysAGate() throws {
    let architecture = try sketch { sketch in
      sketch.node("ReduceMean", ["x"], ["mean"], ONNXSketch.attribute("axes", [1]))
      sketch.node("Sigmoid", ["mean"], ["g"])
      sketch.node("Mul", ["x", "g"], ["y"])
    }
    #expect(
      architecture.kinds == [
        .mean(axes: [1], keepsAxes: true), .activation(.sigmoid), .arithmetic(.multiply),
      ])
  }

  @Test(
    "a root-mean-square norm in six nodes is one operation",
    arguments: ["Reciprocal", "Div", "root"])
  func rootMeanSquareNorm(inverse: String) throws {
    let architecture = try sketch { sketch in
      sketch.node("Pow", ["x", "2"], ["p"])
      sketch.node("ReduceMean", ["p"], ["m"], ONNXSketch.attribute("axes", [-1]))
      sketch.node("Add", ["m", "eps"], ["e"])
      sketch.node("Sqrt", ["e"], ["r"])
      switch inverse {
      case "Reciprocal": sketch.node("Reciprocal", ["r"], ["i"])
      case "Div": sketch.node("Div", ["1", "r"], ["i"])
      default: break
      }
      if inverse == "root" {
        sketch.node("Div", ["x", "r"], ["n"])
      } else {
        sketch.node("Mul", ["x", "i"], ["n"])
      }
      sketch.node("Mul", ["w", "n"], ["y"])
    }
    #expect(architecture.kinds == [.rootMeanSquareNorm(axis: -1, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "w"]])
  }

  @Test(
    "what the exporter of torch.export writes for a norm without weights is none",
    arguments: [1, 2, 4])
  func groupNormWithPlaceholders(groups: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 8, 4, 4])
    let one = ONNXSketch.word(Int(Float(1).bitPattern)).prefix(4)
    let ones = (0..<groups).flatMap { _ in one }
    sketch.tensor("val_1", [groups], extra: ONNXSketch.field(9, ones))
    sketch.tensor(
      "val_2", [groups], extra: ONNXSketch.field(9, [UInt8](repeating: 0, count: 4 * groups)))
    sketch.parameter("val_3", [8, 1, 1])
    sketch.parameter("val_4", [8, 1, 1])
    sketch.integers("grouped", [0, groups, -1])
    sketch.integers("whole", [2, 8, 4, 4])
    sketch.node("Reshape", ["x", "grouped"], ["g"])
    sketch.node("InstanceNormalization", ["g", "val_1", "val_2"], ["n"])
    sketch.node("Reshape", ["n", "whole"], ["r"])
    sketch.node("Mul", ["r", "val_3"], ["s"])
    sketch.node("Add", ["s", "val_4"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.groupNorm(groups: groups, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "val_3", "val_4"]])
    #expect(architecture.parameters.map(\.name) == ["val_3", "val_4"])
  }

  @Test func aGroupNormAroundAnInstanceNormIsOneOperation() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 8, 4, 4])
    for name in ["w", "b"] {
      sketch.parameter(name, [8])
      sketch.node("Unsqueeze", [name, "axes"], ["\(name)3"])
    }
    sketch.integers("axes", [1, 2])
    sketch.integers("grouped", [0, 2, -1])
    sketch.integers("whole", [2, 8, 4, 4])
    sketch.integers("two", [2])
    sketch.node("ConstantOfShape", ["two"], ["ones"])
    sketch.node("ConstantOfShape", ["two"], ["zeros"])
    sketch.node("Reshape", ["x", "grouped"], ["g"])
    sketch.node("InstanceNormalization", ["g", "ones", "zeros"], ["n"])
    sketch.node("Reshape", ["n", "whole"], ["r"])
    sketch.node("Mul", ["r", "w3"], ["s"])
    sketch.node("Add", ["s", "b3"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds == [.groupNorm(groups: 2, epsilon: 1e-5)])
    #expect(architecture.operandNames == [["x", "w", "b"]])
  }
}

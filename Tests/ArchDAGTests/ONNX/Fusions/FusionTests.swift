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
}

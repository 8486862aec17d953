import ArchDAG
import Testing

/// Constants of constants for which there is no rule: operations compute them while the network runs.
@Suite struct ConstantComputationTests {
  private func network(_ nodes: (inout ONNXSketch) -> Void) throws -> Architecture {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3])
    let numbers: [Float] = [1, 5, 3]
    let tensor =
      ONNXSketch.number(1, 3) + ONNXSketch.number(2, 1)
      + ONNXSketch.field(9, numbers.flatMap { ONNXSketch.word(Int($0.bitPattern)).prefix(4) })
    sketch.node(
      "Constant", [], ["c"],
      ONNXSketch.field(1, "value") + ONNXSketch.field(5, tensor) + ONNXSketch.number(20, 4))
    sketch.node("Relu", ["x"], ["r"])
    nodes(&sketch)
    sketch.node("Sub", ["r", "k"], ["y"])
    sketch.output("y")
    return try sketch.architecture
  }

  @Test("what no rule folds is an operation of the network, of which a GHN sees nothing")
  func operations() throws {
    let architecture = try network { sketch in
      sketch.node("Softmax", ["c"], ["s"])
      sketch.node("Neg", ["s"], ["k"])
    }
    #expect(
      architecture.kinds == [
        .activation(.relu), .softmax(axis: -1), .elementwise(.negate), .arithmetic(.subtract),
      ])
    #expect(ArchitectureGraph(architecture).nodes.map(\.primitive) == [.input])
  }

  @Test("any of several results may be read")
  func results() throws {
    let architecture = try network { sketch in
      sketch.integers("one", [1])
      sketch.node("TopK", ["c", "one"], ["values", "places"])
      sketch.node("Cast", ["places"], ["k"], ONNXSketch.attribute("to", 1))
    }
    let top = try #require(architecture.operations.first { $0.outputs.count == 2 })
    #expect(top.kind == .topElements(axis: -1, count: 1, isLargest: true))
    #expect(architecture.operations.contains { $0.inputs.contains(top.outputs[1]) })
  }

  @Test("numbers that rules fold stay constants")
  func folded() throws {
    let architecture = try network { $0.node("Neg", ["c"], ["k"]) }
    #expect(architecture.kinds == [.activation(.relu), .arithmetic(.subtract)])
  }

  @Test("what nobody can run stays a constant whose numbers are not known")
  func unknown() throws {
    let architecture = try network { $0.node("Mystery", ["c"], ["k"]) }
    #expect(architecture.kinds == [.activation(.relu), .arithmetic(.subtract)])
    let last = try #require(architecture.operations.last)
    #expect(architecture[try #require(last.inputs[1])].origin == .constant(.unread))
  }

  @Test("chains of any length are read without running out of stack")
  func chains() throws {
    let architecture = try network { sketch in
      sketch.node("Softmax", ["c"], ["s0"])
      for index in 0..<5_000 { sketch.node("Softmax", ["s\(index)"], ["s\(index + 1)"]) }
      sketch.node("Neg", ["s5000"], ["k"])
    }
    #expect(architecture.kinds.count == 2)
  }
}

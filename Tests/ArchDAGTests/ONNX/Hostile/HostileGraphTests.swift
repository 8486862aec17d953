import ArchDAG
import Testing

/// Models that are well-formed messages and no networks.
@Suite struct HostileGraphTests {
  @Test("functions that call one another without end, or too often, are refused")
  func functions() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1])
    sketch.node("F0", ["x"], ["y"], domain: "local")
    sketch.output("y")
    var endless = sketch
    endless.function("F0", ["a"], ["b"]) { $0.node("F0", ["a"], ["b"], domain: "local") }
    let error = try #require(refusal(of: endless))
    #expect("\(error)".contains("functions inside one another"), "\(error)")
    // Eight calls each, thirty deep: more than 10^27 nodes.
    for level in 0..<30 {
      sketch.function("F\(level)", ["a"], ["c7"]) { body in
        for call in 0..<8 {
          body.node(
            "F\(level + 1)", [call == 0 ? "a" : "c\(call - 1)"], ["c\(call)"], domain: "local")
        }
      }
    }
    sketch.function("F30", ["a"], ["b"]) { $0.node("Relu", ["a"], ["b"]) }
    let second = try #require(refusal(of: sketch))
    #expect("\(second)".contains("bytes of nodes from functions"), "\(second)")
  }

  @Test func refusesACallWithMoreOperandsThanTheFunctionHas() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1])
    sketch.node("F", ["x", "x"], ["y"], domain: "local")
    sketch.output("y")
    sketch.function("F", ["a"], ["b"]) { $0.node("Relu", ["a"], ["b"]) }
    let error = try #require(refusal(of: sketch))
    #expect("\(error)".contains("operands") && "\(error)".contains("local::F"), "\(error)")
  }

  private func refusal(of sketch: ONNXSketch) -> ArchitectureError? {
    do {
      _ = try sketch.architecture
      return nil
    } catch {
      return error
    }
  }

  private func chain(_ nodes: [(type: String, inputs: [String], output: String)]) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3])
    for node in nodes { sketch.node(node.type, node.inputs, [node.output]) }
    sketch.output("y")
    return sketch
  }

  @Test("a cycle is refused by the name of a node in it")
  func cycles() throws {
    let sketch = chain([("Add", ["x", "b"], "a"), ("Relu", ["a"], "b"), ("Relu", ["b"], "y")])
    let error = try #require(refusal(of: sketch))
    #expect("\(error)".contains("'a'") && "\(error)".contains("cycle"), "\(error)")
  }

  @Test func refusesANodeThatReadsItsOwnResult() throws {
    let error = try #require(refusal(of: chain([("Add", ["x", "y"], "y")])))
    #expect("\(error)".contains("'y'"), "\(error)")
  }

  @Test func refusesAnOperandThatNobodyMakes() throws {
    let error = try #require(refusal(of: chain([("Add", ["x", "ghost"], "y")])))
    #expect("\(error)".contains("'ghost'") && "\(error)".contains("node 'y'"), "\(error)")
  }

  @Test func refusesAValueThatIsComputedTwice() throws {
    let error = try #require(refusal(of: chain([("Relu", ["x"], "y"), ("Tanh", ["x"], "y")])))
    #expect("\(error)".contains("second 'y'"), "\(error)")
  }

  @Test func refusesTwoInitializersOfOneName() throws {
    var sketch = chain([("Add", ["x", "w"], "y")])
    sketch.parameter("w", [3])
    sketch.parameter("w", [3])
    #expect(refusal(of: sketch) != nil)
  }

  @Test func refusesAnOutputThatNothingLeadsTo() throws {
    #expect(refusal(of: chain([("Relu", ["x"], "z")])) != nil)
    #expect(refusal(of: chain([])) != nil)
    var constant = ONNXSketch()
    constant.input("x", [1])
    constant.node("Constant", [], ["y"], ONNXSketch.attribute("value_int", 1))
    constant.output("y")
    #expect(refusal(of: constant) != nil)
  }

  @Test("a range whose length overflows is no constant", arguments: [1, -1])
  func ranges(step: Int) throws {
    var sketch = ONNXSketch()
    sketch.input("x", [1, 3])
    for (name, value) in [("start", 0), ("limit", Int.min), ("delta", step)] {
      sketch.node("Constant", [], [name], ONNXSketch.attribute("value_int", value))
    }
    sketch.node("Range", ["start", "limit", "delta"], ["r"])
    sketch.node("Add", ["x", "r"], ["y"])
    sketch.output("y")
    #expect(refusal(of: sketch) == nil)
  }

  @Test("a small file cannot ask for millions of tensors")
  func parts() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [4096])
    for index in 0..<1100 {
      sketch.node("SplitToSequence", ["x"], ["s\(index)"], ONNXSketch.attribute("axis", 0))
    }
    sketch.node("ConcatFromSequence", ["s0"], ["y"], ONNXSketch.attribute("axis", 0))
    sketch.output("y")
    let error = try #require(refusal(of: sketch))
    guard case .tooLarge = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func putsNodesIntoTopologicalOrder() throws {
    let sketch = chain([("Tanh", ["a"], "y"), ("Relu", ["x"], "a")])
    #expect(try sketch.architecture.kinds == [.activation(.relu), .activation(.tanh)])
  }

  @Test(
    "extents that are negative or overflow are refused",
    arguments: [[-1, 3], [1 << 40, 1 << 40], [1 << 31, 1 << 31]])
  func extents(_ extents: [Int]) throws {
    var sketch = chain([("Add", ["x", "w"], "y")])
    sketch.parameter("w", extents)
    let error = try #require(refusal(of: sketch))
    #expect("\(error)".contains("'w'"), "\(error)")
  }

  @Test("data of another length than the extents say are refused", arguments: [0, 8, 13, 16])
  func dataLength(count: Int) throws {
    for type in [1, 7] {
      var sketch = chain([("Add", ["x", "w"], "y")])
      sketch.tensor(
        "w", [3], type: type,
        extra: ONNXSketch.field(9, [UInt8](repeating: 0, count: type == 1 ? count : 2 * count)))
      let error = try #require(refusal(of: sketch), "\(count) bytes")
      #expect("\(error)".contains("'w'"), "\(error)")
    }
  }

  @Test func refusesPackedNumbersThatAreTooFew() throws {
    var sketch = chain([("Reshape", ["x", "shape"], "y")])
    sketch.tensor("shape", [2], type: 7, extra: ONNXSketch.field(7, [3]))
    #expect(refusal(of: sketch) != nil)
  }

  @Test(
    "locations of external data are not looked at while only shapes are needed",
    arguments: ["/etc/passwd", "../../secret", "~/x", "a\\b", "%2e%2e/x", "/dev/zero"])
  func externalLocations(location: String) throws {
    var sketch = chain([("Add", ["x", "w"], "y")])
    let entries =
      ONNXSketch.field(13, ONNXSketch.field(1, "location") + ONNXSketch.field(2, location))
      + ONNXSketch.field(13, ONNXSketch.field(1, "offset") + ONNXSketch.field(2, "-1"))
    sketch.tensor("w", [3], extra: entries + ONNXSketch.number(14, 1))
    #expect(try sketch.architecture.parameters.map(\.name) == ["w"])
    // Filled in, the reference is gone.
    let plan = try FilledModelPlan(filling: sketch.bytes, with: ["w"], dataName: "w.data")
    #expect(!plan.copiedBytes(of: sketch.bytes).contains(location))
  }

  @Test("sparse initializers of extents that cannot be are refused", arguments: [-1, .min])
  func sparseInitializers(extent: Int) {
    let sketch = chain([("Relu", ["x"], "y")])
    let values = ONNXSketch.field(8, "w") + ONNXSketch.number(2, 1)
    let sparse = ONNXSketch.field(1, values) + ONNXSketch.number(3, extent)
    #expect(throws: ArchitectureError.self) {
      try Architecture(onnx: sketch.bytes(adding: ONNXSketch.field(15, sparse)), name: "sparse")
    }
  }

  @Test func readsTwentyThousandNodesInTimeProportionalToThem() throws {
    let count = 20_000
    let nodes = (0..<count).map { index in
      (
        type: "Relu", inputs: [index == 0 ? "x" : "v\(index - 1)"],
        output: index == count - 1 ? "y" : "v\(index)"
      )
    }
    // Backwards, so that they must be sorted too.
    let sketch = chain(nodes.reversed())
    #expect(try sketch.architecture.operations.count == count)
  }
}

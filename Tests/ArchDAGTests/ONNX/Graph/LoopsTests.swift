import ArchDAG
import Testing

/// What becomes of a `Loop`: rounds one behind another, where the file says how many.
@Suite struct LoopsTests {
  /// The graph of a loop: its nodes, the names of its inputs and outputs, and its arrays.
  private static func body(
    _ inputs: [String], _ outputs: [String], initializers: [[UInt8]] = [],
    _ write: (inout ONNXSketch) -> Void
  ) -> [UInt8] {
    var sketch = ONNXSketch()
    write(&sketch)
    let graph =
      sketch.nodes.flatMap { ONNXSketch.field(1, $0) }
      + sketch.initializers.flatMap { ONNXSketch.field(5, $0) }
      + inputs.flatMap { ONNXSketch.field(11, ONNXSketch.valueInfo($0, [], type: 1)) }
      + outputs.flatMap { ONNXSketch.field(12, ONNXSketch.valueInfo($0, [], type: 1)) }
    return ONNXSketch.field(1, "body") + ONNXSketch.field(6, graph) + ONNXSketch.number(20, 5)
  }

  /// x (2, 6) and a weight, with so many rounds of a loop.
  private func sketch(rounds: Int? = 3, condition: Bool? = true) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 6])
    sketch.parameter("w", [6, 6])
    if let rounds {
      sketch.tensor(
        "rounds", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(rounds)))
    } else {
      sketch.input("rounds", [], type: 7)
    }
    if let condition {
      sketch.tensor("go", [], type: 9, extra: ONNXSketch.field(9, [condition ? 1 : 0]))
    }
    return sketch
  }

  /// A product with the weight in each round.
  private static let product = body(["i", "c", "h"], ["again", "next"]) { body in
    body.node("Identity", ["c"], ["again"])
    body.node("MatMul", ["h", "w"], ["m"])
    body.node("Relu", ["m"], ["next"])
  }

  private func loop(_ sketch: inout ONNXSketch, _ body: [UInt8], go: String = "go") {
    sketch.node("Loop", ["rounds", go, "x"], ["y"], body)
    sketch.output("y")
  }

  @Test("each round reads what the one before it answers, and all the same weight")
  func rounds() throws {
    var sketch = sketch()
    loop(&sketch, Self.product)
    let architecture = try sketch.architecture
    let round: [OperationKind] = [.linear(.inputFirst), .activation(.relu)]
    #expect(architecture.kinds.filter { $0 != .identity } == round + round + round)
    #expect(architecture.parameters.map(\.name) == ["w"])
    #expect(architecture.outputExtents == [2, 6])
    let graph = ArchitectureGraph(architecture)
    #expect(graph.nodes.count == 4 && graph.unknownOperators.isEmpty)
  }

  @Test("a condition may be left out; of a false one, or no rounds, what is fed comes out")
  func conditions() throws {
    var without = sketch(condition: nil)
    loop(&without, Self.product, go: "")
    #expect(try without.architecture.kinds.filter { $0 != .identity }.count == 6)
    for (rounds, condition) in [(0, true), (3, false)] {
      var none = sketch(rounds: rounds, condition: condition)
      none.node("Loop", ["rounds", "go", "x"], ["h"], Self.product)
      none.node("Sigmoid", ["h"], ["y"])
      none.output("y")
      #expect(
        try none.architecture.kinds.filter { $0 != .identity } == [.activation(.sigmoid)])
    }
  }

  @Test("the number of the round is known, and so is what follows from it")
  func roundNumbers() throws {
    // TorchScript writes a list of slices so: nn.ModuleList, Tensor.split, unbind.
    let body = Self.body(["i", "c", "parts"], ["again", "more"]) { body in
      body.node("Identity", ["c"], ["again"])
      body.node("Gather", ["ends", "i"], ["start"])
      body.node("Add", ["i", "one"], ["i1"])
      body.node("Gather", ["ends", "i1"], ["end"])
      body.node("Slice", ["x", "start", "end", "axis"], ["part"])
      body.node("SequenceInsert", ["parts", "part"], ["more"])
    }
    var sketch = sketch(rounds: 2)
    sketch.tensor(
      "ends", [3, 1], type: 7, extra: ONNXSketch.field(9, [0, 2, 6].flatMap(ONNXSketch.word)))
    sketch.tensor("one", [], type: 7, extra: ONNXSketch.field(9, ONNXSketch.word(1)))
    sketch.integers("axis", [1])
    sketch.node("SequenceEmpty", [], ["none"])
    sketch.node("Loop", ["rounds", "go", "none"], ["parts"], body)
    sketch.node("SequenceAt", ["parts", "one"], ["second"])
    sketch.node("Relu", ["second"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == [2, 4])
    #expect(
      architecture.kinds == [
        .slice([.init(axis: 1, start: 2, end: 6, step: 1)]), .activation(.relu),
      ])
  }

  @Test("what is collected of each round stands along a new axis")
  func collections() throws {
    let body = Self.body(["i", "c", "h"], ["again", "next", "seen"]) { body in
      body.node("Identity", ["c"], ["again"])
      body.node("Relu", ["h"], ["next"])
      body.node("Neg", ["next"], ["seen"])
    }
    var sketch = sketch()
    sketch.node("Loop", ["rounds", "go", "x"], ["last", "y"], body)
    sketch.output("y")
    #expect(try sketch.architecture.outputExtents == [3, 2, 6])
  }

  @Test("arrays of the loop's own are parameters once")
  func ownArrays() throws {
    let body = Self.body(["i", "c", "h"], ["again", "next"]) { body in
      body.parameter("own", [6, 6])
      body.node("Identity", ["c"], ["again"])
      body.node("MatMul", ["h", "own"], ["next"])
    }
    var sketch = sketch()
    loop(&sketch, body)
    let architecture = try sketch.architecture
    #expect(architecture.parameters.count == 2)
    #expect(ArchitectureGraph(architecture).nodes.count == 4)
  }

  @Test(
    "any other loop is named, and what it reads counts as read",
    arguments: ["fed count", "early end", "too many rounds", "nested"])
  func otherLoops(form: String) throws {
    var sketch = sketch(rounds: form == "fed count" ? nil : form == "too many rounds" ? 1 << 40 : 3)
    let body = Self.body(["i", "c", "h"], ["again", "next"]) { body in
      body.node("MatMul", ["h", "w"], ["next"])
      switch form {
      case "early end":
        body.node("ReduceMax", ["next"], ["most"], ONNXSketch.attribute("keepdims", 0))
        body.node("Less", ["most", "most"], ["again"])
      case "nested":
        body.node("If", ["c"], ["again"])
      default: body.node("Identity", ["c"], ["again"])
      }
    }
    loop(&sketch, body)
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.unknownOperators.map(\.type) == ["Loop"])
    #expect(graph.unpredicted.map(\.name) == ["w"])
  }

  @Test("sequences of a loop that only a run tells are named by the loop")
  func sequencesOfOtherLoops() throws {
    var sketch = sketch(rounds: nil)
    let body = Self.body(["i", "c", "parts"], ["again", "more"]) { body in
      body.node("Identity", ["c"], ["again"])
      body.node("SequenceInsert", ["parts", "x"], ["more"])
    }
    sketch.integers("axis", [0])
    sketch.node("SequenceConstruct", ["x"], ["some"])
    sketch.node("Loop", ["rounds", "go", "some"], ["parts"], body)
    sketch.node("SequenceAt", ["parts", "axis"], ["first"])
    sketch.node("ConcatFromSequence", ["parts"], ["all"], ONNXSketch.attribute("axis", 0))
    sketch.node("Add", ["first", "all"], ["y"])
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(
      architecture.kinds.map(\.name) == ["Loop", "SequenceAt", "ConcatFromSequence", "add"])
    #expect(architecture.operandNames[0].contains("x"))
  }

  @Test("loops of a function are followed, and the weights of others are read")
  func functions() throws {
    let body = Self.body(["i", "c", "h"], ["again", "next"]) { body in
      body.node("Identity", ["c"], ["again"])
      body.node("MatMul", ["h", "k"], ["next"])
    }
    for isCounted in [true, false] {
      var sketch = sketch(rounds: isCounted ? 2 : nil)
      sketch.function("Repeated", ["a", "k", "fed"], ["b"]) { function in
        let two = ONNXSketch.number(2, 7) + ONNXSketch.field(9, ONNXSketch.word(2))
        function.node(
          "Constant", [], ["two"],
          ONNXSketch.field(1, "value") + ONNXSketch.field(5, two) + ONNXSketch.number(20, 4))
        function.node("Loop", [isCounted ? "two" : "fed", "", "a"], ["b"], body)
      }
      sketch.node("Repeated", ["x", "w", "rounds"], ["y"], domain: "local")
      sketch.output("y")
      let architecture = try sketch.architecture
      let graph = ArchitectureGraph(architecture)
      #expect(graph.unknownOperators.map(\.type) == (isCounted ? [] : ["Loop"]))
      #expect(graph.unpredicted.map(\.name) == (isCounted ? [] : ["w"]))
      #expect(architecture.parameters.map(\.name) == ["w"])
    }
  }

  @Test("loops within loops of a short file cannot ask for any number of nodes")
  func limits() throws {
    var sketch = sketch(rounds: 1 << 20)
    for index in 0..<64 {
      sketch.node(
        "Loop", ["rounds", "go", index == 0 ? "x" : "h\(index - 1)"], ["h\(index)"], Self.product)
    }
    sketch.output("h63")
    #expect(try sketch.architecture.operations.count < 1 << 20)
  }
}

import ArchDAG
import Testing

/// What becomes of the branches of an `If`.
@Suite struct BranchesTests {
  private static func branch(_ name: String, _ output: String, _ nodes: [UInt8]) -> [UInt8] {
    let graph = nodes + ONNXSketch.field(12, ONNXSketch.valueInfo(output, [], type: 1))
    return ONNXSketch.field(1, name) + ONNXSketch.field(6, graph) + ONNXSketch.number(20, 5)
  }

  private static func nodes(_ write: (inout ONNXSketch) -> Void) -> [UInt8] {
    var sketch = ONNXSketch()
    write(&sketch)
    return sketch.nodes.flatMap { ONNXSketch.field(1, $0) }
  }

  /// x → conv → If → flatten → fc, where only a run tells the condition.
  private func choice(
    then: [UInt8], else other: [UInt8], isKnown: Bool = false
  ) -> ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [nil, 3, nil, nil])
    if !isKnown { sketch.input("condition", [], type: 9) }
    if isKnown { sketch.tensor("condition", [], type: 9, extra: ONNXSketch.field(9, [1])) }
    sketch.parameter("w", [4, 3, 1, 1])
    sketch.parameter("fc", [10, 4])
    sketch.integers("axes", [2, 3])
    sketch.node("Conv", ["x", "w"], ["c"])
    sketch.node("GlobalAveragePool", ["c"], ["p"])
    sketch.node("If", ["condition"], ["f"], then, other)
    sketch.node("Gemm", ["f", "fc"], ["y"], ONNXSketch.attribute("transB", 1))
    sketch.output("y")
    return sketch
  }

  private static let squeeze = branch(
    "then_branch", "s", nodes { $0.node("Squeeze", ["p", "axes"], ["s"]) })
  private static let pass = branch("else_branch", "i", nodes { $0.node("Identity", ["p"], ["i"]) })

  @Test("of branches that only move elements, the one that moves them is followed")
  func movingBranches() throws {
    let sketch = choice(then: Self.squeeze, else: Self.pass)
    let graph = ArchitectureGraph(try sketch.architecture)
    #expect(graph.lines == ["input", "conv w <- 0", "glob_avg <- 1", "conv fc <- 2"])
    #expect(graph.unknownOperators.isEmpty && graph.unpredicted.isEmpty)
  }

  @Test("the branch of a constant condition is taken")
  func constantConditions() throws {
    let other = Self.branch(
      "else_branch", "e", Self.nodes { $0.node("NonZero", ["p"], ["e"]) })
    let graph = ArchitectureGraph(
      try choice(then: Self.squeeze, else: other, isKnown: true).architecture)
    #expect(graph.unknownOperators.isEmpty)
    #expect(graph.lines == ["input", "conv w <- 0", "glob_avg <- 1", "conv fc <- 2"])
  }

  @Test("any other choice is named, and what its branches read counts as read")
  func otherBranches() throws {
    let relu = Self.branch(
      "then_branch", "r", Self.nodes { $0.node("Conv", ["p", "w"], ["r"]) })
    let graph = ArchitectureGraph(try choice(then: relu, else: Self.pass).architecture)
    #expect(graph.unknownOperators.map(\.type) == ["If"])
    #expect(graph.lines == ["input", "conv w <- 0", "glob_avg <- 1", "conv fc <- 0 2"])
  }

  @Test("branches may hold weights of any size")
  func weights() throws {
    let tensor =
      ONNXSketch.number(1, 1 << 19) + ONNXSketch.number(2, 1) + ONNXSketch.field(8, "k")
      + ONNXSketch.field(9, [UInt8](repeating: 0, count: 1 << 21))
    let large = Self.branch(
      "then_branch", "r",
      Self.nodes { $0.node("Mul", ["p", "k"], ["r"]) } + ONNXSketch.field(5, tensor))
    let network = try choice(then: large, else: Self.pass).architecture
    #expect(ArchitectureGraph(network).unknownOperators.map(\.type) == ["If"])
    #expect(network.attributeWeights.map(\.node) == ["f"])
    #expect(network.attributeWeights.map(\.count) == [1 << 19])
  }
}

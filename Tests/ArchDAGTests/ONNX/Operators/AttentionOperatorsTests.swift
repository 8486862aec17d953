import ArchDAG
import Testing

@Suite struct AttentionOperatorsTests {
  /// Attention between the tokens of an image, its layers written out; the core is `core`.
  private func network(
    operatorSet: Int, _ core: (inout ONNXSketch) -> Void
  ) throws -> ArchitectureGraph {
    var sketch = ONNXSketch(operatorSet: operatorSet)
    sketch.input("x", [2, 6, 8])
    for name in ["q", "k", "v"] {
      sketch.parameter("\(name).weight", [8, 8])
      sketch.node("MatMul", ["x", "\(name).weight"], [name])
    }
    core(&sketch)
    sketch.parameter("out.weight", [8, 8])
    sketch.node("MatMul", ["a", "out.weight"], ["y"])
    sketch.output("y")
    return ArchitectureGraph(try sketch.architecture)
  }

  private func writtenOut(_ sketch: inout ONNXSketch) {
    sketch.integers("heads", [0, 6, 2, 4])
    sketch.integers("joined", [0, 6, 8])
    sketch.real("scale", 0.5)
    for (name, order) in [("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])] {
      sketch.node("Reshape", [name, "heads"], ["\(name)4"])
      sketch.node("Transpose", ["\(name)4"], ["\(name)t"], ONNXSketch.attribute("perm", order))
    }
    sketch.node("MatMul", ["qt", "kt"], ["s"])
    sketch.node("Mul", ["s", "scale"], ["scaled"])
    sketch.node("Softmax", ["scaled"], ["p"])
    sketch.node("MatMul", ["p", "vt"], ["o"])
    sketch.node("Transpose", ["o"], ["ot"], ONNXSketch.attribute("perm", [0, 2, 1, 3]))
    sketch.node("Reshape", ["ot", "joined"], ["a"])
  }

  @Test("attention in one node has the graph of attention that is written out")
  func oneNode() throws {
    let expected = try network(operatorSet: 20, writtenOut)
    let found = try network(operatorSet: 23) { sketch in
      sketch.node(
        "Attention", ["q", "k", "v"], ["a"], ONNXSketch.attribute("q_num_heads", 2),
        ONNXSketch.attribute("kv_num_heads", 2))
    }
    #expect(found.nodes.count { $0.primitive == .multiHeadSelfAttention } == 1)
    #expect(found.nodes == expected.nodes)
    #expect(found.edges == expected.edges)
  }

  @Test("masks, fewer heads of keys and values, and limits on scores change no node")
  func options() throws {
    let expected = try network(operatorSet: 20, writtenOut)
    let found = try network(operatorSet: 24) { sketch in
      sketch.input("mask", [2, 1, 6, 6], type: 9)
      sketch.node(
        "Attention", ["q", "k", "v", "mask"], ["a"], ONNXSketch.attribute("q_num_heads", 2),
        ONNXSketch.attribute("kv_num_heads", 2), ONNXSketch.attribute("is_causal", 1),
        ONNXSketch.attribute("softcap", Float(30)))
    }
    #expect(found.nodes == expected.nodes)
  }

  @Test func theExtentsAreThoseOfTheQueries() throws {
    var sketch = ONNXSketch(operatorSet: 23)
    sketch.input("q", [2, 8, 5, 16])
    sketch.input("k", [2, 2, 7, 16])
    sketch.input("v", [2, 2, 7, 12])
    sketch.node("Attention", ["q", "k", "v"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.outputExtents == [2, 8, 5, 12])
  }

  @Test func aCacheOfKeysIsNotGuessedAt() throws {
    var sketch = ONNXSketch(operatorSet: 23)
    for name in ["q", "k", "v", "past keys", "past values"] { sketch.input(name, [2, 2, 5, 8]) }
    sketch.node("Attention", ["q", "k", "v", "", "past keys", "past values"], ["y"])
    sketch.output("y")
    #expect(try sketch.architecture.kinds == [.unrecognized(type: "Attention")])
  }

  @Test(
    "numbers of heads that no tensor has are not divided by", arguments: [0, -1, 7, .max, .min])
  func hostileHeads(count: Int) throws {
    for (type, domain, attribute) in [
      ("Attention", "", "q_num_heads"), ("Attention", "com.microsoft", "num_heads"),
    ] {
      var sketch = ONNXSketch(operatorSet: 23)
      sketch.input("x", [2, 6, 8])
      sketch.parameter("w", [8, 24])
      sketch.node(
        type, domain.isEmpty ? ["x", "x", "x"] : ["x", "w"], ["y"],
        ONNXSketch.attribute(attribute, count), ONNXSketch.attribute("kv_num_heads", 2),
        domain: domain)
      sketch.output("y")
      guard case .unrecognized = try sketch.architecture.kinds[0] else {
        Issue.record("\(count) heads became \(try sketch.architecture.kinds)")
        return
      }
    }
  }

  @Test("extents whose products overflow are unknown, and masks of them hold no numbers")
  func hostileExtents() throws {
    var sketch = ONNXSketch(operatorSet: 23)
    let long = 1 << 40
    sketch.input("q", [1, long, 8])
    sketch.input("k", [1, long, 8])
    sketch.node(
      "Attention", ["q", "k", "k"], ["y"], ONNXSketch.attribute("q_num_heads", 2),
      ONNXSketch.attribute("kv_num_heads", 2), ONNXSketch.attribute("is_causal", 1))
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.outputExtents == [1, long, 8])
    #expect(architecture.values.contains { $0.origin == .constant(.unread) })
  }

  @Test func theFusedAttentionOfORTIsALayerAndItsProducts() throws {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 6, 8])
    sketch.parameter("qkv.weight", [8, 24])
    sketch.parameter("qkv.bias", [24])
    sketch.node(
      "Attention", ["x", "qkv.weight", "qkv.bias"], ["y"], ONNXSketch.attribute("num_heads", 2),
      domain: "com.microsoft")
    sketch.output("y")
    let architecture = try sketch.architecture
    #expect(architecture.kinds[0] == .linear(.inputFirst))
    #expect(architecture.operandNames[0] == ["x", "qkv.weight", "qkv.bias"])
    #expect(architecture.outputExtents == [2, 6, 8])
    let graph = ArchitectureGraph(architecture)
    #expect(
      graph.nodes.map(\.primitive) == [.input, .convolution, .bias, .multiHeadSelfAttention])
  }
}

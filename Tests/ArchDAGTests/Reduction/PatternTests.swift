import ArchDAG
import Tensors
import Testing

@Suite struct PatternTests {
  // MARK: Squeeze and excitation

  @Test func readsSqueezeAndExcitationFromItsGate() throws {
    var sketch = NetworkSketch()
    let x = try sketch.convolution(sketch.input(1, 3, 8, 8), "x", [4, 3, 1, 1])
    let squeezed = try sketch.apply(.globalAveragePool, x)
    let reduced = try sketch.convolution(squeezed, "fc1", [2, 4, 1, 1], hasBias: true)
    let expanded = try sketch.convolution(
      try sketch.apply(.activation(.relu), reduced), "fc2", [4, 2, 1, 1], hasBias: true)
    let gate = try sketch.apply(.activation(.sigmoid), expanded)
    let y = try sketch.apply(.arithmetic(.multiply), gate, x)
    #expect(
      try sketch.graph(outputs: y).lines == [
        "input", "conv x.weight <- 0", "conv fc1.weight <- 1", "bias fc1.bias <- 2",
        "conv fc2.weight <- 3", "bias fc2.bias <- 4", "cse <- 1 5",
      ])
  }

  @Test func readsAGateWithASpelledOutSwish() throws {
    var sketch = NetworkSketch()
    let x = try sketch.convolution(sketch.input(1, 3, 8, 8), "x", [4, 3, 1, 1])
    let squeezed = try sketch.apply(.mean(axes: [2, 3], keepsAxes: true), x)
    let reduced = try sketch.linear(squeezed, "fc1", [2, 4])
    let swish = try sketch.apply(
      .arithmetic(.multiply), reduced, try sketch.apply(.activation(.sigmoid), reduced))
    let gate = try sketch.apply(.activation(.sigmoid), try sketch.linear(swish, "fc2", [4, 2]))
    let y = try sketch.apply(.arithmetic(.multiply), x, gate)
    #expect(try sketch.graph(outputs: y).lines.last == "cse <- 1 5")
  }

  @Test func leavesAPlainProductOfTwoBranchesOut() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 4)
    let a = try sketch.linear(x, "a", [4, 4])
    let b = try sketch.linear(x, "b", [4, 4])
    let y = try sketch.linear(try sketch.apply(.arithmetic(.multiply), a, b), "c", [4, 4])
    #expect(try sketch.graph(outputs: y).lines[5] == "conv c.weight <- 2 4")
  }

  // MARK: Attention

  @Test func makesOneNodeOfAttention() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 16, 8)
    let qkv = try sketch.linear(x, "qkv", [24, 8])
    func part(_ index: Int) throws -> ValueID {
      try sketch.apply(
        .slice([AxisSlice(axis: 2, start: 8 * index, end: 8 * index + 8, step: 1)]), qkv)
    }
    let keys = try sketch.apply(.transpose(permutation: [0, 2, 1]), try part(1))
    let scores = try sketch.apply(.matrixProduct, try part(0), keys)
    let scaled = try sketch.apply(.arithmetic(.multiply), scores, sketch.constant())
    let weights = try sketch.apply(.softmax(axis: -1), scaled)
    let mixed = try sketch.apply(.matrixProduct, weights, try part(2))
    let y = try sketch.linear(mixed, "out", [8, 8])
    #expect(
      try sketch.graph(outputs: y).lines == [
        "input", "conv qkv.weight <- 0", "bias qkv.bias <- 1", "msa <- 2", "conv out.weight <- 3",
        "bias out.bias <- 4",
      ])
  }

  @Test func joinsSeparateQueriesKeysAndValues() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 16, 8)
    let q = try sketch.linear(x, "q", [8, 8])
    let k = try sketch.linear(x, "k", [8, 8])
    let scores = try sketch.apply(.einsum(#require(EinsumEquation("bid,bjd->bij"))), q, k)
    let weights = try sketch.apply(
      .dropout(probability: 0.1), try sketch.apply(.softmax(axis: -1), scores))
    let v = try sketch.linear(x, "v", [8, 8])
    let y = try sketch.apply(.matrixProduct, weights, v)
    #expect(try sketch.graph(outputs: y).lines.last == "msa <- 2 4 6")
  }

  @Test("a mask that the caller feeds leads to no node", arguments: [true, false])
  func maskedAttention(isAdded: Bool) throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 16, 8)
    let mask = try sketch.apply(.elementwise(.negate), sketch.input(1, 16, 16))
    let qkv = try sketch.linear(x, "qkv", [24, 8])
    let scores = try sketch.apply(.matrixProduct, qkv, qkv)
    let masked =
      isAdded
      ? try sketch.apply(.arithmetic(.add), scores, mask)
      : try sketch.apply(.select, mask, scores, sketch.constant())
    let y = try sketch.apply(.matrixProduct, try sketch.apply(.softmax(axis: -1), masked), qkv)
    #expect(
      try sketch.graph(outputs: y).lines
        == ["input", "conv qkv.weight <- 0", "bias qkv.bias <- 1", "msa <- 2"])
  }

  @Test func takesATableAddedToAttentionsScoresForNoPositionalEncoding() throws {
    var sketch = NetworkSketch()
    let qkv = try sketch.linear(sketch.input(1, 16, 8), "qkv", [24, 8])
    let scores = try sketch.apply(.matrixProduct, qkv, qkv)
    let table = try sketch.parameter("bias", [1, 2, 16, 16])
    let biased = try sketch.apply(.arithmetic(.add), scores, table)
    let y = try sketch.apply(.matrixProduct, try sketch.apply(.softmax(axis: -1), biased), qkv)
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines.last == "msa <- 2")
    #expect(graph.unpredicted.map(\.name) == ["bias"])
  }

  @Test func leavesASoftmaxOverClassesOut() throws {
    var sketch = NetworkSketch()
    let y = try sketch.apply(
      .softmax(axis: -1), try sketch.linear(sketch.input(1, 8), "head", [10, 8]))
    #expect(
      try sketch.graph(outputs: y).lines
        == ["input", "conv head.weight <- 0", "bias head.bias <- 1"])
  }

  // MARK: Positional encodings

  @Test(
    "a table added to a map or to tokens is a node of its own, and a sum follows it",
    arguments: [
      (Shape([1, 4, 8, 8]), [1, 4, 8, 8]), (Shape([1, 17, 6]), [1, 6, 4, 4]),
      (Shape([1, 16, 6]), [1, 6, 4, 4]),
    ])
  func positionalEncoding(shape: Shape, extents: [Int]) throws {
    var sketch = NetworkSketch()
    let x = try sketch.convolution(sketch.input(1, 3, 8, 8), "stem", [4, 3, 1, 1])
    let y = try sketch.apply(.arithmetic(.add), x, try sketch.parameter("positions", shape))
    let graph = try sketch.graph(outputs: y)
    #expect(
      graph.lines == ["input", "conv stem.weight <- 0", "pos_enc positions", "sum <- 1 2"])
    #expect(graph.nodes[2].extents == extents)
    #expect(graph.nodes[2].parameters[0].role == .positionalEncoding)
  }

  @Test func doesNotPredictATableOfTokensThatNoSquareHas() throws {
    var sketch = NetworkSketch()
    let x = try sketch.linear(sketch.input(1, 12, 3), "stem", [6, 3])
    let y = try sketch.apply(.arithmetic(.add), x, try sketch.parameter("positions", [1, 12, 6]))
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines[3] == "pos_enc")
    #expect(graph.unpredicted.map(\.name) == ["positions"])
    #expect(graph.unpredicted[0].reason.contains("12 tokens"))
  }

  @Test func takesAnOffsetThatIsTheSameEverywhereForNoTable() throws {
    var sketch = NetworkSketch()
    let x = try sketch.linear(sketch.input(1, 12, 3), "stem", [6, 3])
    let y = try sketch.apply(.arithmetic(.add), x, try sketch.parameter("shift", [1, 1, 6]))
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines.count == 3)
    #expect(graph.unpredicted.map(\.name) == ["shift"])
    #expect(graph.unpredicted[0].initialization == .constant(0))
  }
}

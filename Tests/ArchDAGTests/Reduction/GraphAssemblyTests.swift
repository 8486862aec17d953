import ArchDAG
import Tensors
import Testing

@Suite struct GraphAssemblyTests {
  @Test func chainsAWeightAndItsBiasAndDropsTheActivation() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let a = try sketch.convolution(x, "a", [4, 3, 3, 3], hasBias: true)
    let b = try sketch.convolution(try sketch.apply(.activation(.relu), a), "b", [4, 4, 3, 3])
    let graph = try sketch.graph(outputs: b)
    #expect(
      graph.lines == ["input", "conv a.weight <- 0", "bias a.bias <- 1", "conv b.weight <- 2"])
  }

  @Test(
    "a grouped convolution is separable, and dilated if all its axes are dilated",
    arguments: [
      (1, 1, Primitive.convolution), (1, 2, .convolution), (4, 1, .separableConvolution),
      (4, 2, .dilatedConvolution),
    ])
  func groupedConvolutions(groups: Int, dilation: Int, expected: Primitive) throws {
    var sketch = NetworkSketch()
    let y = try sketch.convolution(
      sketch.input(1, 4, 8, 8), "c", [4, 4 / groups, 3, 3], groups: groups, dilation: dilation)
    #expect(try sketch.graph(outputs: y).nodes[1].primitive == expected)
  }

  @Test func readsAPlainMatrixProductsWeightWithOutputsFirst() throws {
    var sketch = NetworkSketch()
    let weight = try sketch.parameter("w", [5, 7])
    let y = try sketch.apply(.linear(.inputFirst), sketch.input(1, 5), weight)
    let node = try sketch.graph(outputs: y).nodes[1]
    #expect(node.extents == [7, 5])
    #expect(node.parameters[0].layout == .inputFirst)
    #expect(node.parameters[0].shape == [5, 7])
  }

  @Test func findsAWeightBehindAView() throws {
    var sketch = NetworkSketch()
    let weight = try sketch.parameter("w", [5, 7])
    let view = try sketch.apply(.identity, weight)
    let y = try sketch.apply(.linear(.inputFirst), sketch.input(1, 5), view)
    #expect(try sketch.graph(outputs: y).nodes[1].parameters.map(\.name) == ["w"])
  }

  @Test func makesOneNodeOfANormAndNoneWithoutParameters() throws {
    var sketch = NetworkSketch()
    let scale = try sketch.parameter("n.weight", [3])
    let shift = try sketch.parameter("n.bias", [3])
    let plain = try sketch.apply(.batchNorm(epsilon: 1e-5), sketch.input(1, 3, 8, 8))
    let y = try sketch.apply(.layerNorm(axis: -1, epsilon: 1e-5), plain, scale, shift)
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines == ["input", "ln n.weight n.bias <- 0"])
    #expect(graph.nodes[1].parameters.map(\.role) == [.normScale, .normShift])
    #expect(graph.nodes[1].extents == [3])
  }

  @Test func givesATiedWeightToTheNodeOfItsFirstUse() throws {
    var sketch = NetworkSketch()
    let weight = try sketch.parameter("w", [4, 4])
    let first = try sketch.apply(.linear(.outputFirst), sketch.input(1, 4), weight)
    let second = try sketch.apply(.linear(.outputFirst), first, weight)
    let graph = try sketch.graph(outputs: second)
    #expect(graph.lines == ["input", "conv w <- 0", "conv <- 1"])
    #expect(graph.nodes[2].extents == [4, 4])
  }

  @Test func keepsASumOfTwoNodesAndDropsASumOfOne() throws {
    var sketch = NetworkSketch()
    let a = try sketch.convolution(sketch.input(1, 3, 8, 8), "a", [3, 3, 1, 1])
    let relu = try sketch.apply(.activation(.relu), a)
    let plain = try sketch.apply(.arithmetic(.add), a, relu)
    let shifted = try sketch.apply(.arithmetic(.add), plain, sketch.constant())
    let b = try sketch.convolution(shifted, "b", [3, 3, 1, 1])
    let y = try sketch.apply(.arithmetic(.add), shifted, b)
    #expect(
      try sketch.graph(outputs: y).lines
        == ["input", "conv a.weight <- 0", "conv b.weight <- 1", "sum <- 1 2"])
  }

  @Test func addsTheInputItselfAsANode() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3, 8, 8)
    let a = try sketch.convolution(x, "a", [3, 3, 1, 1])
    let y = try sketch.apply(.arithmetic(.add), x, a)
    #expect(try sketch.graph(outputs: y).lines == ["input", "conv a.weight <- 0", "sum <- 0 1"])
  }

  @Test func concatenatesDistinctNodesOnly() throws {
    var sketch = NetworkSketch()
    let a = try sketch.convolution(sketch.input(1, 3, 8, 8), "a", [3, 3, 1, 1])
    let half = try sketch.apply(
      .slice([AxisSlice(axis: 1, start: 0, end: 1, step: 1)]), a)
    let shuffled = try sketch.apply(.concatenation(axis: 1), half, a)
    let b = try sketch.convolution(shuffled, "b", [3, 4, 1, 1])
    let y = try sketch.apply(.concatenation(axis: 1), shuffled, b)
    #expect(
      try sketch.graph(outputs: y).lines
        == ["input", "conv a.weight <- 0", "conv b.weight <- 1", "concat <- 1 2"])
  }

  @Test func tellsPoolingWindowsFromGlobalPooling() throws {
    var sketch = NetworkSketch()
    func pooling(_ kernel: [Int]) -> PoolingAttributes {
      PoolingAttributes(
        kernel: kernel, strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1],
        roundsUp: false, countsPadding: false)
    }
    let a = try sketch.apply(.maxPool(pooling([3, 2])), sketch.input(1, 3, 8, 8))
    let b = try sketch.apply(.averagePool(pooling([2, 2])), a)
    let c = try sketch.apply(.averagePool(pooling([1, 1])), b)
    let graph = try sketch.graph(outputs: c)
    #expect(graph.nodes.map(\.primitive) == [.input, .maxPool, .averagePool, .globalAveragePool])
    #expect(graph.nodes.map(\.extents) == [nil, [1, 1, 3, 2], [1, 1, 2, 2], nil])
  }

  @Test(
    "a mean over pixels or tokens is a global pooling, one over channels is not",
    arguments: [
      ([1, 8, 4, 4] as [Int?], [2, 3], true), ([1, 8, 4, 4], [-1, -2], true),
      ([1, 8, 4, 4], [1], false), ([1, 16, 8], [1], true), ([1, 4, 4, 8], [1, 2], true),
    ])
  func means(extents: [Int?], axes: [Int], isPooling: Bool) throws {
    var sketch = NetworkSketch()
    let x = try sketch.apply(.activation(.relu), sketch.input(nil), extents: extents)
    let y = try sketch.apply(.mean(axes: axes, keepsAxes: false), x)
    let expected = isPooling ? ["input", "glob_avg <- 0"] : ["input"]
    #expect(try sketch.graph(outputs: y).lines == expected)
  }

  @Test func hangsALayerOfConstantsOnTheInput() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 3)
    let table = try sketch.linear(sketch.constant(), "positions", [3, 2])
    let y = try sketch.apply(.arithmetic(.add), x, table)
    #expect(
      try sketch.graph(outputs: y).lines == [
        "input", "conv positions.weight <- 0", "bias positions.bias <- 1", "sum <- 0 2",
      ])
  }

  @Test func leavesOutWhatReachesTheOutputOnlyAsAStatistic() throws {
    var sketch = NetworkSketch()
    let a = try sketch.convolution(sketch.input(1, 3, 8, 8), "a", [4, 3, 1, 1])
    let mean = try sketch.apply(.mean(axes: [0, 2, 3], keepsAxes: false), a)
    let variance = try sketch.linear(mean, "unused", [4, 4])
    let scale = try sketch.parameter("n.weight", [4])
    let y = try sketch.apply(.batchNorm(epsilon: 1e-5), a, scale, nil, mean, variance)
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines == ["input", "conv a.weight <- 0", "bn n.weight <- 1"])
    #expect(graph.unpredicted.map(\.name) == ["unused.weight", "unused.bias"])
  }
}

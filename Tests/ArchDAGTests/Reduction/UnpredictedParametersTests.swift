import ArchDAG
import Tensors
import Testing

@Suite struct UnpredictedParametersTests {
  @Test func namesTheReasonByTheOperationThatReadsTheParameter() throws {
    var sketch = NetworkSketch()
    let x = try sketch.linear(sketch.input(1, 4, 6), "stem", [6, 6])
    let scaled = try sketch.apply(
      .arithmetic(.multiply), x, try sketch.parameter("layer_scale", [6]))
    let token = try sketch.apply(.expand, try sketch.parameter("class_token", [1, 1, 6]))
    let tokens = try sketch.apply(.concatenation(axis: 1), token, scaled)
    let y = try sketch.apply(.activation(.prelu), tokens, try sketch.parameter("slope", [1]))
    _ = try sketch.parameter("forgotten", [3])
    let graph = try sketch.graph(outputs: y)
    #expect(
      graph.unpredicted.map(\.name) == ["layer_scale", "class_token", "slope", "forgotten"])
    #expect(
      graph.unpredicted.map(\.initialization)
        == [.constant(1), .constant(0), .constant(0.25), .constant(0)])
    #expect(graph.unpredicted[1].reason.contains("token"))
    #expect(graph.lines.count == 3)
  }

  @Test("a scale is one behind a bound and an exponential, too", arguments: [0, 1, 2])
  func boundedScales(functions: Int) throws {
    var sketch = NetworkSketch()
    let x = try sketch.linear(sketch.input(1, 4, 6), "stem", [6, 6])
    var scale = try sketch.parameter("attn.logit_scale", [3, 1, 1])
    for _ in 0..<functions { scale = try sketch.apply(.activation(.sigmoid), scale) }
    let y = try sketch.apply(.arithmetic(.multiply), x, scale)
    let unpredicted = try sketch.graph(outputs: y).unpredicted
    #expect(unpredicted.map(\.initialization) == [.constant(1)])
    #expect(unpredicted[0].reason.contains("scale"))
  }

  @Test func saysOfARecurrentLayersPartsWhatTheyArePartsOf() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 4, 6)
    let parts = [
      try sketch.parameter("weight_ih", [48, 6]), try sketch.parameter("weight_hh", [48, 12]),
      try sketch.parameter("bias_ih", [48]),
    ]
    let bias = try sketch.apply(.concatenation(axis: 0), parts[2], sketch.constant())
    let y = try sketch.apply(.unrecognized(type: "LSTM"), x, parts[0], parts[1], bias)
    let unpredicted = try sketch.graph(outputs: y).unpredicted
    #expect(unpredicted.count == 3)
    #expect(unpredicted.allSatisfy { $0.reason.contains("LSTM") })
    // Twelve hidden units, four gates.
    let expected = DefaultInitialization.uniform(bound: 1 / Float(12).squareRoot())
    #expect(unpredicted.allSatisfy { $0.initialization == expected })
  }

  @Test func showsAKernelOfThreeAxesAndDoesNotPredictIt() throws {
    var sketch = NetworkSketch()
    let weight = try sketch.parameter("c.weight", [8, 3, 3, 5, 7])
    let attributes = ConvolutionAttributes(
      strides: [1, 1, 1], padding: [0, 0, 0, 0, 0, 0], dilations: [1, 1, 1], groups: 1)
    let y = try sketch.apply(.convolution(attributes), sketch.input(1, 3, 8, 8, 8), weight)
    let graph = try sketch.graph(outputs: y)
    #expect(graph.lines == ["input", "conv <- 0"])
    #expect(graph.nodes[1].extents == [8, 3, 3, 5])
    #expect(graph.unpredicted[0].reason.contains("3 axes"))
  }

  @Test func saysWhichLayerReadsATable() throws {
    var sketch = NetworkSketch()
    let table = try sketch.parameter("coordinates", [1, 15, 15, 2])
    let bias = try sketch.linear(table, "mlp", [3, 2])
    let y = try sketch.apply(.arithmetic(.multiply), sketch.input(1, 15, 15, 3), bias)
    let unpredicted = try sketch.graph(outputs: y).unpredicted
    #expect(unpredicted.map(\.name) == ["coordinates"])
    #expect(unpredicted[0].reason.contains("layer 'linear"))
  }

  @Test func saysOfATableWhoseRowsArePickedThatItIsOne() throws {
    var sketch = NetworkSketch()
    let table = try sketch.parameter("positions", [32, 6])
    let rows = try sketch.apply(.gather(axis: 0), table, sketch.constant())
    let x = try sketch.linear(sketch.input(1, 4, 6), "stem", [6, 6])
    let y = try sketch.apply(.arithmetic(.add), x, try sketch.apply(.unsqueeze(axes: [0]), rows))
    let unpredicted = try sketch.graph(outputs: y).unpredicted
    #expect(unpredicted.map(\.name) == ["positions"])
    #expect(unpredicted[0].initialization == .normal(standardDeviation: 0.02))
  }
}

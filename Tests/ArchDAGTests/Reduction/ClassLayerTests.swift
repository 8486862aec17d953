import ArchDAG
import Tensors
import Testing

@Suite struct ClassLayerTests {
  private func roles(_ graph: ArchitectureGraph) -> [ParameterRole] {
    graph.nodes.flatMap { $0.parameters.map(\.role) }
  }

  @Test func isTheLastLinearLayer() throws {
    var sketch = NetworkSketch()
    let hidden = try sketch.linear(sketch.input(1, 8), "hidden", [8, 8])
    let y = try sketch.linear(try sketch.apply(.activation(.relu), hidden), "head", [10, 8])
    let graph = try sketch.graph(outputs: y)
    #expect(roles(graph) == [.weight, .bias, .classifierWeight, .classifierBias])
  }

  @Test func isThatOfTheFirstOutputOnly() throws {
    var sketch = NetworkSketch()
    let trunk = try sketch.linear(sketch.input(1, 8), "trunk", [8, 8])
    let auxiliary = try sketch.linear(trunk, "aux", [10, 8])
    let main = try sketch.linear(trunk, "head", [10, 8])
    let graph = try sketch.graph(outputs: main, auxiliary)
    #expect(
      roles(graph) == [.weight, .bias, .weight, .bias, .classifierWeight, .classifierBias])
  }

  @Test func changesPlacesWithAGlobalPoolingThatFollowsIt() throws {
    var sketch = NetworkSketch()
    let features = try sketch.convolution(sketch.input(1, 3, 8, 8), "f", [8, 3, 3, 3])
    let classes = try sketch.convolution(features, "head", [10, 8, 1, 1], hasBias: true)
    let relu = try sketch.apply(.activation(.relu), classes)
    let y = try sketch.apply(.globalAveragePool, relu)
    let graph = try sketch.graph(outputs: y)
    #expect(
      graph.lines == [
        "input", "conv f.weight <- 0", "glob_avg <- 1", "conv head.weight <- 2",
        "bias head.bias <- 3",
      ])
    #expect(roles(graph) == [.weight, .classifierWeight, .classifierBias])
  }

  @Test func isMissingWhereTheOutputIsASum() throws {
    var sketch = NetworkSketch()
    let x = sketch.input(1, 8)
    let y = try sketch.apply(
      .arithmetic(.add), try sketch.linear(x, "a", [8, 8]), try sketch.linear(x, "b", [8, 8]))
    #expect(roles(try sketch.graph(outputs: y)) == [.weight, .bias, .weight, .bias])
  }

  @Test func isNoConvolutionOverSeveralPositions() throws {
    var sketch = NetworkSketch()
    let y = try sketch.convolution(sketch.input(1, 3, 8, 8), "c", [8, 3, 3, 3], hasBias: true)
    #expect(roles(try sketch.graph(outputs: y)) == [.weight, .bias])
  }
}

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
}

import ArchDAG
import Tensors
import Testing

@Suite struct ReductionTraceTests {
  @Test func saysWhatBecameOfEachOperation() throws {
    var builder = ArchitectureBuilder(name: "traced")
    let x = builder.addInput(name: "x", extents: [1, 3, 8, 8])
    let weight = try builder.addParameter(name: "w", shape: [10, 3, 1, 1])
    let bias = try builder.addParameter(name: "b", shape: [10])
    let attributes = ConvolutionAttributes(
      strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1], groups: 1)
    let y = try builder.addOperation(
      .convolution(attributes), name: "conv", inputs: [x, weight, bias])
    let relu = try builder.addOperation(.activation(.relu), name: "relu", inputs: [y])
    let sum = try builder.addOperation(.arithmetic(.add), name: "sum", inputs: [y, relu])
    let mean = try builder.addOperation(.globalAveragePool, name: "mean", inputs: [sum])
    let (graph, trace) = ArchitectureGraph.traced(try builder.finish(outputs: [mean]))
    // The class convolution and the pooling behind it have changed places.
    #expect(graph.lines == ["input", "glob_avg <- 0", "conv w <- 1", "bias b <- 2"])
    #expect(
      trace.outcomes
        == [.nodes([2, 3]), .dropped(.pointwise), .dropped(.loneMerge), .nodes([1])])
  }
}

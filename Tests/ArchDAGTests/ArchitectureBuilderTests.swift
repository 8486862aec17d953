import ArchDAG
import Tensors
import Testing

@Suite struct ArchitectureBuilderTests {
  @Test func keepsOperationsInTheOrderInWhichTheyWereAdded() throws {
    var builder = ArchitectureBuilder(name: "two layers")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let weight = try builder.addParameter(name: "fc.weight", shape: [10, 3])
    let y = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [x, weight])
    let z = try builder.addOperation(.activation(.relu), name: "relu", inputs: [y])
    let architecture = try builder.finish(outputs: [z])
    #expect(architecture.operations.map(\.name) == ["fc", "relu"])
    #expect(architecture.parameters.map(\.name) == ["fc.weight"])
    #expect(architecture.outputs == [z])
  }

  @Test func refusesTwoParametersOfOneName() throws {
    var builder = ArchitectureBuilder(name: "twins")
    _ = try builder.addParameter(name: "w", shape: [1])
    #expect(throws: ArchitectureError.self) {
      _ = try builder.addParameter(name: "w", shape: [2])
    }
  }

  @Test("groups must divide the channels of a convolution", arguments: [(64, 32), (6, 3)])
  func refusesGroupsThatDoNotDivide(channels: Int, groups: Int) throws {
    var builder = ArchitectureBuilder(name: "grouped")
    let x = builder.addInput(name: "x", extents: nil)
    let weight = try builder.addParameter(name: "w", shape: [channels + 1, 1, 3, 3])
    let convolution = ConvolutionAttributes(
      strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: groups)
    #expect(throws: ArchitectureError.self) {
      _ = try builder.addOperation(.convolution(convolution), name: "c", inputs: [x, weight])
    }
  }

  @Test func refusesAnArchitectureWithoutOutput() {
    let builder = ArchitectureBuilder(name: "nothing")
    #expect(throws: ArchitectureError.self) { _ = try builder.finish(outputs: []) }
  }
}

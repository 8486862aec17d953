import ArchDAG
import Tensors
import Testing

@Suite struct BuffersTests {
  /// A network of one norm, used twice, whose running statistics bear these names.
  private func network(mean: String, variance: String) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "norm")
    let x = builder.addInput(name: "x", extents: [nil, 8, nil, nil])
    let scale = try builder.addParameter(name: "bn.weight", shape: [8])
    let shift = try builder.addParameter(name: "bn.bias", shape: [8])
    let mean = try builder.addParameter(name: mean, shape: [8], isTrainable: false)
    let variance = try builder.addParameter(name: variance, shape: [8], isTrainable: false)
    let y = try builder.addOperation(
      .batchNorm(epsilon: 1e-5), name: "bn", inputs: [x, scale, shift, mean, variance])
    let z = try builder.addOperation(
      .batchNorm(epsilon: 1e-5), name: "again", inputs: [y, scale, shift, mean, variance])
    return try builder.finish(outputs: [z])
  }

  @Test("running statistics start at 0 and 1, with a count of batches beside them, once per norm")
  func runningStatistics() throws {
    let network = try network(mean: "bn.running_mean", variance: "bn.running_var")
    #expect(
      network.buffers == [
        .init(name: "bn.running_mean", shape: [8], initialValue: .real(0)),
        .init(name: "bn.running_var", shape: [8], initialValue: .real(1)),
        .init(name: "bn.num_batches_tracked", shape: [], initialValue: .integer(0)),
      ])
  }

  @Test func countsNoBatchesWhereNamesAreNotPyTorchs() throws {
    let network = try network(mean: "mean", variance: "variance")
    #expect(network.buffers.map(\.name) == ["mean", "variance"])
  }
}

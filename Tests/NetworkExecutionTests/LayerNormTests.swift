import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

@Suite struct LayerNormTests {
  private func normalized(scale: Tensor, shift: Tensor) throws -> [Float] {
    var builder = ArchitectureBuilder(name: "norm")
    let x = builder.addInput(name: "x", extents: [nil, 3])
    let scaleID = try builder.addParameter(name: "scale", shape: scale.shape)
    let shiftID = try builder.addParameter(name: "shift", shape: shift.shape)
    let y = try builder.addOperation(
      .layerNorm(axis: -1, epsilon: 1e-5), name: "y", inputs: [x, scaleID, shiftID])
    let network = try ExecutableNetwork(try builder.finish(outputs: [y]))
    return try network(
      [Tensor(shape: [2, 3], scalars: [1, 2, 4, 0, -1, 5])],
      parameters: ["scale": Variable(scale), "shift": Variable(shift)]
    ).outputs[0].value.scalars
  }

  @Test("a scale and a shift of one number are those of each feature")
  func singleNumbers() throws {
    let single = try normalized(
      scale: Tensor(shape: [1], scalars: [2]), shift: Tensor(shape: [1], scalars: [3]))
    let vectors = try normalized(
      scale: Tensor(repeating: 2, shape: [3]), shift: Tensor(repeating: 3, shape: [3]))
    #expect(single == vectors)
  }

  @Test("scales of another number than the features are refused")
  func misfits() {
    #expect(throws: ExecutionError.self) {
      try normalized(scale: Tensor(zeros: [2]), shift: Tensor(zeros: [3]))
    }
  }
}

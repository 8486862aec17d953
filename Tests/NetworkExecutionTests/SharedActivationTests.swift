import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// One rectification serves all operations that read the same value rectified.
@Suite struct SharedActivationTests {
  @Test func gradientsOfAllReadersReachTheValue() throws {
    var builder = ArchitectureBuilder(name: "shared")
    let x = builder.addInput(name: "x", extents: [nil, 2])
    var sums: [ValueID] = []
    let names = ["a", "b"]
    let rectifications = try names.map {
      try builder.addOperation(.activation(.relu), name: "\($0).relu", inputs: [x])
    }
    for (name, rectified) in zip(names, rectifications) {
      let weight = try builder.addParameter(name: "\(name).weight", shape: [1, 2])
      sums.append(
        try builder.addOperation(
          .linear(.outputFirst), name: name, inputs: [rectified, weight]))
    }
    let sum = try builder.addOperation(.arithmetic(.add), name: "sum", inputs: sums.map { $0 })
    let network = try ExecutableNetwork(try builder.finish(outputs: [sum]))
    let tape = Tape()
    let input = tape.watch(Tensor(shape: [1, 2], scalars: [3, -1]), named: "x")
    let run = try network(
      [input],
      parameters: [
        "a.weight": Variable(Tensor(shape: [1, 2], scalars: [2, 5])),
        "b.weight": Variable(Tensor(shape: [1, 2], scalars: [4, 7])),
      ])
    #expect(run.outputs[0].value.scalars == [18])
    // A tape keeps everything: one rectified value of two numbers, two products, and their sum.
    #expect(run.peakScalarCount == 5)
    #expect(tape.gradients(of: run.outputs[0])["x"]?.scalars == [6, 0])
  }
}

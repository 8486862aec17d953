import ArchDAG
import ArchitectureSearch
import Autograd
import Evaluation
import Foundation
import NetworkExecution
import Tensors
import Testing

@Suite struct SynapticFlowTests {
  private let cell =
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|"

  private func network(channels: Int, cells: Int) throws -> Architecture {
    var options = GenotypeOptions()
    (options.channels, options.cellCount) = (channels, cells)
    options.input = ImageExtents(channels: 3, height: 8, width: 8)
    return try CandidateText(cell).architecture(options: options, name: "net")
  }

  private func score(_ network: Architecture) throws -> Double {
    try NetworkScorer([.synflow], probe: Probe(batchSize: 2, seed: 3))(network)[0]
  }

  /// The same in one piece, whose numbers stay within single precision for small networks only.
  private func slow(_ network: Architecture) throws -> Double {
    let tape = Tape()
    var watched: [String: Variable] = [:]
    let drawn = try NetworkInitialization.he.parameters(of: network, from: nil, seed: 3)
    for (name, tensor) in drawn {
      watched[name] = tape.watch(
        Tensor(shape: tensor.shape, scalars: tensor.scalars.map { abs($0) }), named: name)
    }
    let logits = try ExecutableNetwork(network)(
      [Variable(Tensor(repeating: 1, shape: [1, 3, 8, 8]))], parameters: watched, statistics: .off
    ).outputs[0]
    let gradients = tape.gradients(
      of: logits, weightedBy: Tensor(repeating: 1, shape: logits.shape))
    var sum = 0.0
    for (name, gradient) in gradients where gradient.shape.rank > 1 {
      let weights = watched[name]?.value.scalars ?? []
      for (weight, slope) in zip(weights, gradient.scalars) {
        sum += abs(Double(weight) * Double(slope))
      }
    }
    return log(sum)
  }

  @Test("block by block it is what it is in one piece", arguments: [1, 2])
  func reference(cells: Int) throws {
    let network = try network(channels: 4, cells: cells)
    let wanted = try slow(network)
    let found = try score(network)
    #expect(wanted.isFinite)
    #expect(abs(found - wanted) < 1e-4 * abs(wanted))
  }

  @Test("it goes on growing with depth where no single number could")
  func depth() throws {
    let scores = try [2, 4, 8].map { try score(try network(channels: 8, cells: $0)) }
    // Beyond the greatest number of single precision.
    #expect(scores[2] > log(Double(Float.greatestFiniteMagnitude)))
    // Every cell multiplies by about the same.
    #expect(scores.allSatisfy { $0.isFinite })
    let ratio = (scores[2] - scores[1]) / (scores[1] - scores[0])
    #expect(abs(ratio - 2) < 0.2, "\(scores)")
  }
}

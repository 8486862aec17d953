import ArchDAG
import Autograd
import GHN
import Layers
import Randomness
import Tensors
import Testing

@Suite struct DifferentiationTests {
  static let changes: [(name: String, change: @Sendable (inout GHNConfiguration) -> Void)] = [
    ("GHN-2", { _ in }),
    (
      "GHN-1",
      {
        $0.normalizesParameters = false
        $0.normalizesEmbeddings = false
        $0.virtualEdgeCutoff = 1
      }
    ),
    ("MLP", { $0.propagation = .nodewise }),
    ("the decoder of whole kernels", { $0.kernelDecoder = .multilayer }),
    ("low-rank kernels", { $0.kernelDecoder = .lowRank(.init(rank: 3, length: 40)) }),
    (
      "GHN-3",
      {
        $0.propagation = .graphormer(layers: 2, heads: 2)
        $0.kernelCrop = .centered
        $0.kernelExtension = .interpolated
      }
    ),
    ("first embeddings that know their places", { $0.eigenvectorCount = 3 }),
    ("first embeddings of one length", { $0.normalizesInputs = true }),
  ]

  @Test("predicted parameters can be differentiated by all that was learned", arguments: changes)
  func gradients(name: String, change: @Sendable (inout GHNConfiguration) -> Void) throws {
    let ghn = smallNetwork(seed: 3, change)
    let graph = variedGraph()
    let plan = try DecodePlan(for: graph, configuration: ghn.configuration, seed: 4)
    let tape = Tape()
    let predicted = ghn.parameters(of: plan, from: ghn.embeddings(of: [graph], on: tape))
    let weights = predicted.enumerated().map { random($1.shape, seed: UInt64($0)) }
    let gradients = tape.gradients(of: Array(zip(predicted, weights)))
    #expect(Set(gradients.names) == Set(ghn.parameters.map(\.name)))

    /// Σ weights·parameters with all of the hypernetwork's numbers moved along a direction.
    func weightedSum(_ direction: NamedTensors, by distance: Float) throws -> Double {
      var moved = NamedTensors()
      for (name, tensor) in ghn.namedTensors {
        let steps = direction[name]?.scalars ?? Array(repeating: 0, count: tensor.shape.count)
        moved[name] = Tensor(
          shape: tensor.shape, scalars: zip(tensor.scalars, steps).map { $0 + distance * $1 })
      }
      let network = try GraphHyperNetwork(ghn.configuration, from: moved)
      let parameters = network.parameters(of: plan, from: network.embeddings(of: [graph]))
      return zip(parameters, weights).reduce(0) { sum, pair in
        zip(pair.0.value.scalars, pair.1.scalars).reduce(sum) { $0 + Double($1.0) * Double($1.1) }
      }
    }
    // One tensor at a time, along a random direction: as many numbers move as it has.
    for (index, (parameter, tensor)) in ghn.namedTensors.enumerated() {
      let direction: NamedTensors = [parameter: random(tensor.shape, seed: 100 + UInt64(index))]
      // Small enough that few ReLUs change sides.
      let step: Float = 2e-3 / Float(tensor.shape.count).squareRoot()
      let difference =
        (try weightedSum(direction, by: step) - weightedSum(direction, by: -step))
        / Double(2 * step)
      let gradient = try #require(gradients[parameter])
      let expected = zip(gradient.scalars, direction[parameter]?.scalars ?? [])
        .reduce(0) { $0 + Double($1.0) * Double($1.1) }
      let scale = zip(gradient.scalars, direction[parameter]?.scalars ?? [])
        .reduce(0) { $0 + Double($1.0 * $1.1) * Double($1.0 * $1.1) }.squareRoot()
      #expect(
        abs(difference - expected) <= 0.03 * max(abs(expected), scale, 0.3), "\(parameter)")
    }
  }

  /// Numbers between −1 and 1 that the seed determines.
  private func random(_ shape: Shape, seed: UInt64) -> Tensor {
    var generator = SplitMix64(seed: seed)
    return Tensor(
      shape: shape,
      scalars: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
  }
}

import Evaluation
import ArchDAG
import GHN
import Randomness
import Tensors
import Testing
import TinyNetworks

@Suite struct NetworkInitializationTests {
  private let graph: ArchitectureGraph

  init() throws {
    var network = DeepNetsNetwork(
      genotype: Genotype(
        normal: .init(
          edges: [.init(.convolution3, of: 1), .init(.separableConvolution5, of: 0)],
          concatenation: [2]),
        reduction: .init(
          edges: [.init(.maxPool3, of: 1), .init(.convolution1, of: 0)], concatenation: [2])))
    network.cellCount = 3
    network.channels = 16
    network.headLayers = 2
    graph = ArchitectureGraph(try Architecture(network))
  }

  @Test func heDrawsNormalWeightsForTheirFanIn() throws {
    let parameters = try NetworkInitialization.he.parameters(of: graph, from: nil, seed: 3)
    var squares = 0.0
    var count = 0
    for spec in graph.nodes.flatMap(\.parameters) {
      let tensor = try #require(parameters[spec.name])
      #expect(tensor.shape == spec.shape)
      switch spec.role {
      case .weight, .classifierWeight:
        let fanIn = spec.shape.count / spec.shape[0]
        squares += tensor.scalars.reduce(0) { $0 + Double($1 * $1) } * Double(fanIn) / 2
        count += spec.shape.count
      case .normScale: #expect(tensor.scalars.allSatisfy { $0 == 1 })
      case .normShift, .bias, .classifierBias: #expect(tensor.scalars.allSatisfy { $0 == 0 })
      case .positionalEncoding: Issue.record("no network with attention")
      }
    }
    // Some ten thousand squares of standard normal numbers: 1 ± 0.014 on average.
    #expect(count > 9000)
    #expect(abs(squares / Double(count) - 1) < 0.06)
    let again = try NetworkInitialization.he.parameters(of: graph, from: nil, seed: 3)
    let other = try NetworkInitialization.he.parameters(of: graph, from: nil, seed: 4)
    #expect(again.map(\.tensor) == parameters.map(\.tensor))
    #expect(other.map(\.tensor) != parameters.map(\.tensor))
  }

  @Test func orthogonalWeightsHaveOrthonormalRowsOrColumns() throws {
    let parameters = try NetworkInitialization.orthogonal.parameters(of: graph, from: nil, seed: 1)
    var shapes: Set<Bool> = []
    for spec in graph.nodes.flatMap(\.parameters) where spec.role == .weight {
      let weight = try #require(parameters[spec.name])
      let (rows, columns) = (spec.shape[0], spec.shape.count / spec.shape[0])
      shapes.insert(rows <= columns)
      // The products of the shorter axis are those of the identity.
      let isWide = rows <= columns
      let (short, long) = isWide ? (rows, columns) : (columns, rows)
      for first in 0..<short {
        for second in 0...first {
          let product = (0..<long).reduce(Float(0)) { sum, place in
            let pair = [first, second].map { vector in
              weight.scalars[
                isWide ? vector * columns + place : place * columns + vector]
            }
            return sum + pair[0] * pair[1]
          }
          #expect(abs(product - (first == second ? 1 : 0)) < 1e-5)
        }
      }
    }
    #expect(shapes == [true, false])
  }

  @Test(
    "perturbed weights are half of the predicted ones and as much drawn as brings He's variance")
  func perturbedWeights() throws {
    var generator = SplitMix64(seed: 2)
    let ghn = GraphHyperNetwork(.ghn2(classCount: 10), using: &generator)
    let predicted = try NetworkInitialization.predicted.parameters(of: graph, from: ghn, seed: 5)
    let perturbed = try NetworkInitialization.ghnPerturbed.parameters(
      of: graph, from: ghn, seed: 5)
    var squares = 0.0
    var count = 0
    for spec in graph.nodes.flatMap(\.parameters) {
      let (before, after) = (
        try #require(predicted[spec.name]), try #require(perturbed[spec.name])
      )
      guard spec.role == .weight else {
        #expect(after == before, "\(spec.name)")
        continue
      }
      let fanIn = Double(spec.shape.count / spec.shape[0])
      squares += zip(before.scalars, after.scalars).reduce(0) { sum, pair in
        let drawn = Double(pair.1 - pair.0 / 2)
        return sum + drawn * drawn * fanIn / 2
      }
      count += spec.shape.count
    }
    #expect(count > 9000)
    #expect(abs(squares / Double(count) - 0.75) < 0.05)
    let again = try NetworkInitialization.ghnPerturbed.parameters(of: graph, from: ghn, seed: 5)
    #expect(again.map(\.tensor) == perturbed.map(\.tensor))
  }
}

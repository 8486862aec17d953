import ArchDAG
import Autograd
import Concurrency
import GHN
import Layers
import Randomness
import Synchronization
import Tensors
import Testing

@Suite struct GraphHyperNetworkTests {
  @Test("predictions do not depend on the number of threads", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    let ghn = smallNetwork()
    let one = try ghn.predictParameters(for: variedGraph(), seed: 4).parameters
    let more = try withThreads(count) {
      try ghn.predictParameters(for: variedGraph(), seed: 4).parameters
    }
    #expect(one.names == more.names)
    for (name, tensor) in one { #expect(more[name] == tensor, "\(name)") }
  }

  @Test func refusesAGraphWhoseMessagesNoMemoryHolds() {
    // 10,000 nodes lead to one, and that one to 10,000 more: a hundred million pairs.
    let middle = 10_000
    let edges =
      (0..<middle).map { ArchitectureGraph.Edge(from: $0, to: middle) }
      + (middle + 1..<2 * middle).map { ArchitectureGraph.Edge(from: middle, to: $0) }
    let graph = ArchitectureGraph(
      nodes: .init(repeating: .init(primitive: .sum), count: 2 * middle), edges: edges)
    #expect(throws: DecodingError.tooManyMessages(nodes: 2 * middle, limit: 1 << 26)) {
      try smallNetwork().predictParameters(for: graph)
    }
  }

  @Test func tasksMayPredictAtTheSameTime() async throws {
    let ghn = smallNetwork()
    let alone = try ghn.predictParameters(for: variedGraph()).parameters
    try await withThrowingTaskGroup(of: NamedTensors.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try withThreads(2) { try ghn.predictParameters(for: variedGraph()).parameters }
        }
      }
      for try await parameters in group {
        for (name, tensor) in alone { #expect(parameters[name] == tensor) }
      }
    }
  }

  @Test("a stream hands out every scalar once", arguments: [1, 2])
  func stream(threads: Int) throws {
    let ghn = smallNetwork()
    let graph = variedGraph()
    let plan = try DecodePlan(for: graph, configuration: ghn.configuration, seed: 4)
    let embeddings = ghn.embeddings(for: graph)
    let expected = ghn.parameters(of: plan, from: embeddings)
    let received = Mutex(
      expected.reduce(into: [String: [Float?]]()) {
        $0[$1.name] = Array(repeating: nil, count: $1.tensor.shape.count)
      })
    withThreads(threads) {
      ghn.stream(plan, from: embeddings) { scalars, name, offset in
        let copy = scalars.indices.map { scalars[$0] }
        received.withLock { received in
          for (index, scalar) in copy.enumerated() {
            #expect(received[name]?[offset + index] == .some(nil))
            received[name]?[offset + index] = scalar
          }
        }
      }
    }
    for (name, scalars) in received.withLock({ $0 }) {
      #expect(scalars == expected[name]?.scalars.map { $0 }, "\(name)")
    }
  }

  @Test func aStreamEndsWithTheFirstErrorOfItsReceiver() throws {
    struct DiskFull: Error {}
    let ghn = smallNetwork()
    let plan = try DecodePlan(for: variedGraph(), configuration: ghn.configuration)
    let embeddings = ghn.embeddings(for: variedGraph())
    #expect(throws: DiskFull.self) {
      try ghn.stream(plan, from: embeddings) { _, _, _ throws(DiskFull) in throw DiskFull() }
    }
  }

  static let propagations: [GHNConfiguration.Propagation] = [
    .gated, .nodewise, .graphormer(layers: 2, heads: 2),
  ]

  @Test("graphs do not affect each other", arguments: propagations)
  func batches(propagation: GHNConfiguration.Propagation) throws {
    let ghn = smallNetwork { $0.propagation = propagation }
    let single = ArchitectureGraph(nodes: [.init(primitive: .input)], edges: [])
    let graphs = [variedGraph(), single, variedGraph()]
    let together = ghn.embeddings(for: graphs)
    for (graph, embeddings) in zip(graphs, together) {
      // Products of more rows may sum in another order.
      #expect(relativeDifference(embeddings, ghn.embeddings(for: graph)) < 1e-5)
    }
    #expect(ghn.embeddings(for: []).isEmpty)
  }

  @Test("all networks see edges, but for the nodewise one", arguments: propagations)
  func edges(propagation: GHNConfiguration.Propagation) {
    let graph = variedGraph()
    let loose = ArchitectureGraph(nodes: graph.nodes, edges: [])
    let ghn = smallNetwork { $0.propagation = propagation }
    let difference = relativeDifference(ghn.embeddings(for: graph), ghn.embeddings(for: loose))
    #expect(propagation == .nodewise ? difference == 0 : difference > 1e-3)
  }

  @Test func aGraphormerSeesDistancesUpToTheCutoff() {
    let graph = variedGraph()
    func embeddings(cutoff: Int) -> Tensor {
      smallNetwork {
        $0.propagation = .graphormer(layers: 2, heads: 2)
        $0.virtualEdgeCutoff = cutoff
      }.embeddings(for: graph)
    }
    let farthest = graph.nodes.count - 1
    #expect(relativeDifference(embeddings(cutoff: 2), embeddings(cutoff: farthest)) > 1e-3)
    #expect(embeddings(cutoff: farthest) == embeddings(cutoff: 50))
  }

  @Test func variablesHaveTheValuesOfThePrediction() throws {
    let ghn = smallNetwork()
    let graph = variedGraph()
    let plan = try DecodePlan(for: graph, configuration: ghn.configuration)
    let predicted = try ghn.predictParameters(for: graph).parameters
    let tape = Tape()
    let variables = ghn.parameters(of: plan, from: ghn.embeddings(of: [graph], on: tape))
    for (item, variable) in zip(plan.items, variables) {
      let tensor = try #require(predicted[item.parameter.name])
      #expect(variable.shape == tensor.shape)
      #expect(relativeDifference(variable.value, tensor) < 1e-5, "\(item.parameter.name)")
    }
  }

  @Test("every parameter of the network has a gradient", arguments: propagations)
  func gradients(propagation: GHNConfiguration.Propagation) throws {
    let ghn = smallNetwork { $0.propagation = propagation }
    let graph = variedGraph()
    let plan = try DecodePlan(for: graph, configuration: ghn.configuration)
    let tape = Tape()
    let variables = ghn.parameters(of: plan, from: ghn.embeddings(of: [graph], on: tape))
    let gradients = tape.gradients(
      of: variables.enumerated().map { index, variable in
        var generator = SplitMix64(seed: UInt64(index))
        let weights = (0..<variable.shape.count).map { _ in
          Float.random(in: -1...1, using: &generator)
        }
        return (variable, Tensor(shape: variable.shape, scalars: weights))
      })
    for parameter in ghn.parameters {
      let gradient = try #require(gradients[parameter.name], "\(parameter.name)")
      #expect(gradient.scalars.contains { $0 != 0 }, "\(parameter.name)")
    }
  }

  @Test func anArchitecturesParametersComeInTheOrderOfItsFile() throws {
    let cell = try NASBench201Cell(
      "|nor_conv_3x3~0|+|skip_connect~0|none~1|+|avg_pool_3x3~0|nor_conv_1x1~1|none~2|")
    let architecture = try Architecture(cell)
    let parameters = try smallNetwork().predictParameters(for: architecture).parameters
    #expect(parameters.names == architecture.parameters.filter(\.isTrainable).map(\.name))
    for parameter in architecture.parameters where parameter.isTrainable {
      #expect(parameters[parameter.name]?.shape == parameter.shape)
    }
  }
}

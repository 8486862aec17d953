import Autograd
import GatedGNN
import Layers
import Randomness
import Tensors
import Testing

@Suite struct GatedPropagationTests {
  @Test(
    "levels give what the definition gives node by node",
    arguments: [GatedPropagation.VirtualEdges.ignored, .discounted], [1, 2, 30])
  func definition(virtualEdges: GatedPropagation.VirtualEdges, nodeCount: Int) {
    var generator = SplitMix64(seed: UInt64(nodeCount))
    for rounds in 1...2 {
      let layer = GatedPropagation.drawn(using: &generator) {
        GatedPropagation(&$0, named: "gnn", width: 20, virtualEdges: virtualEdges, rounds: rounds)
      }
      let graph = randomGraph(nodeCount: nodeCount, using: &generator)
      let embeddings = Variable(randomStates(nodeCount, width: 20, using: &generator))
      let found = layer.propagate(embeddings, over: [graph])
      let expected = propagatedNodeByNode(embeddings, over: graph, by: layer)
      // Sums of up to thirty messages, rounded in another order.
      #expect(largestDifference(found.value, expected.value) < 1e-5)
    }
  }

  @Test func graphsDoNotAffectEachOther() {
    var generator = SplitMix64(seed: 1)
    let layer = GatedPropagation.drawn(using: &generator) {
      GatedPropagation(&$0, named: "gnn", width: 8, virtualEdges: .discounted)
    }
    let graphs = [5, 1, 0, 12].map { randomGraph(nodeCount: $0, using: &generator) }
    let embeddings = graphs.map {
      Variable(randomStates($0.nodeCount, width: 8, using: &generator))
    }
    let together = layer.propagate(concatenated(embeddings, alongAxis: 0), over: graphs)
    let alone = zip(graphs, embeddings).map { layer.propagate($1, over: [$0]) }
    #expect(
      largestDifference(together.value, concatenated(alone, alongAxis: 0).value) < 1e-6)
  }

  @Test("gradients are those of the definition", arguments: [1, 2])
  func gradients(rounds: Int) throws {
    var generator = SplitMix64(seed: 5)
    let layer = GatedPropagation.drawn(using: &generator) {
      GatedPropagation(&$0, named: "gnn", width: 6, virtualEdges: .discounted, rounds: rounds)
    }
    let graphs = [7, 4].map { randomGraph(nodeCount: $0, using: &generator) }
    let embeddings = randomStates(11, width: 6, using: &generator)
    let weights = randomStates(11, width: 6, using: &generator)
    func gradients(_ propagate: (Variable) -> Variable) -> NamedTensors {
      let tape = Tape()
      let output = propagate(tape.watch(embeddings, named: "embeddings"))
      return tape.gradients(of: output, weightedBy: weights)
    }
    let found = gradients { layer.propagate($0, over: graphs) }
    let expected = gradients { embeddings in
      concatenated(
        [
          propagatedNodeByNode(embeddings.rows(0..<7), over: graphs[0], by: layer),
          propagatedNodeByNode(embeddings.rows(7..<11), over: graphs[1], by: layer),
        ], alongAxis: 0)
    }
    #expect(Set(found.names) == Set(layer.parameters.map(\.name) + ["embeddings"]))
    for (name, gradient) in found {
      // Sums over all nodes of both passes, rounded in another order.
      #expect(largestDifference(gradient, try #require(expected[name])) < 1e-4, "\(name)")
    }
  }

  @Test func anyTopologicalOrderGivesTheSame() {
    var generator = SplitMix64(seed: 9)
    let layer = GatedPropagation.drawn(using: &generator) {
      GatedPropagation(&$0, named: "gnn", width: 8, virtualEdges: .discounted)
    }
    // A diamond, with its two inner nodes in either order.
    let embeddings = randomStates(4, width: 8, using: &generator)
    let edges = [(0, 1), (0, 2), (1, 3), (2, 3)].map {
      MessageGraph.Edge(source: $0.0, target: $0.1)
    }
    let diamond = graph(nodeCount: 4, edges: edges)
    let order = [0, 2, 1, 3]
    let found = layer.propagate(Variable(embeddings), over: [diamond])
    let swapped = layer.propagate(Variable(embeddings).rows(at: order), over: [diamond])
    #expect(largestDifference(found.value, swapped.rows(at: order).value) < 1e-6)
  }

  @Test func aNodeWithoutNeighborsIsUpdatedByAnEmptyMessage() {
    var generator = SplitMix64(seed: 2)
    let layer = GatedPropagation.drawn(using: &generator) {
      GatedPropagation(&$0, named: "gnn", width: 4, virtualEdges: .ignored)
    }
    let embedding = Variable(randomStates(1, width: 4, using: &generator))
    let nothing = Variable(Tensor(zeros: [1, 4]))
    let found = layer.propagate(embedding, over: [MessageGraph(nodeCount: 1, edges: [])])
    let expected = layer.update(nothing, hidden: layer.update(nothing, hidden: embedding))
    #expect(found.value == expected.value)
  }

  @Test(
    "a layer comes back from its own tensors",
    arguments: [GatedPropagation.VirtualEdges.ignored, .discounted])
  func checkpoint(virtualEdges: GatedPropagation.VirtualEdges) throws {
    var generator = SplitMix64(seed: 2)
    let layer = GatedPropagation.drawn(using: &generator) {
      GatedPropagation(&$0, named: "gnn", width: 4, virtualEdges: virtualEdges)
    }
    let copy = try GatedPropagation.stored(in: layer.namedTensors) {
      source throws(ParameterError) in
      try GatedPropagation(&source, named: "gnn", width: 4, virtualEdges: virtualEdges)
    }
    #expect(copy.namedTensors.names == layer.namedTensors.names)
    #expect((copy.discountedMessage == nil) == (virtualEdges == .ignored))
  }

  @Test func namesTheTensorThatACheckpointLacks() {
    var generator = SplitMix64(seed: 2)
    var tensors =
      GatedPropagation.drawn(using: &generator) {
        GatedPropagation(&$0, named: "gnn", width: 4, virtualEdges: .discounted)
      }
      .namedTensors
    tensors["gnn.mlp_ve.fc.2.bias"] = nil
    #expect(throws: ParameterError.missing(name: "gnn.mlp_ve.fc.2.bias", expected: [4])) {
      try GatedPropagation.stored(in: tensors) { source throws(ParameterError) in
        try GatedPropagation(&source, named: "gnn", width: 4)
      }
    }
  }
}

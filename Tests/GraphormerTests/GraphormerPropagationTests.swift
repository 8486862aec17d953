import Autograd
import Concurrency
import Graphormer
import Layers
import Randomness
import Tensors
import Testing

@Suite struct GraphormerPropagationTests {
  @Test(
    "the propagation is what the definition gives pair by pair",
    arguments: [1, 2, 30], [(width: 12, heads: 4), (width: 7, heads: 2)])
  func definition(nodeCount: Int, size: (width: Int, heads: Int)) {
    var generator = SplitMix64(seed: UInt64(nodeCount))
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: size.width, layers: 3, heads: size.heads)
    }
    let distances = shortestDistances(
      nodeCount: nodeCount, edges: randomEdges(nodeCount: nodeCount, using: &generator))
    let embeddings = randomTensor([nodeCount, size.width], using: &generator)
    let found = layer.propagate(
      Variable(embeddings), over: [DistanceGraph(nodeCount: nodeCount, distances: distances)])
    let expected = PairByPair(layer).propagated(
      embeddings.scalars.map(Double.init), nodeCount: nodeCount, distances: distances)
    // Sums of up to thirty terms of size 1, rounded to single precision, in three layers.
    #expect(found.value.shape.count == expected.count)
    for (found, expected) in zip(found.value.scalars, expected) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
  }

  @Test func graphsDoNotAffectEachOther() {
    var generator = SplitMix64(seed: 1)
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: 16, layers: 2, heads: 4)
    }
    let graphs = [5, 1, 0, 12].map { nodeCount in
      graph(nodeCount: nodeCount, edges: randomEdges(nodeCount: nodeCount, using: &generator))
    }
    let embeddings = graphs.map { Variable(randomTensor([$0.nodeCount, 16], using: &generator)) }
    let alone = zip(graphs, embeddings).map { layer.propagate($1, over: [$0]) }
    for order in [[0, 1, 2, 3], [3, 2, 0, 1]] {
      let together = layer.propagate(
        concatenated(order.map { embeddings[$0] }, alongAxis: 0), over: order.map { graphs[$0] })
      let expected = concatenated(order.map { alone[$0] }, alongAxis: 0)
      #expect(largestDifference(together.value, expected.value) < 1e-6)
    }
    #expect(layer.propagate(embeddings[2], over: []).shape == [0, 16])
  }

  @Test("the number of threads changes nothing", arguments: [2, 3])
  func threads(count: Int) {
    var generator = SplitMix64(seed: 3)
    // So wide that maps are made in several stripes.
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: 208, layers: 2, heads: 4)
    }
    let graphs = [7, 40].map { nodeCount in
      graph(nodeCount: nodeCount, edges: randomEdges(nodeCount: nodeCount, using: &generator))
    }
    let embeddings = Variable(randomTensor([47, 208], using: &generator))
    let alone = layer.propagate(embeddings, over: graphs)
    let shared = withThreads(count) { layer.propagate(embeddings, over: graphs) }
    #expect(shared.value == alone.value)
  }

  @Test func theNumberingOfNodesAfterTheInputDoesNotMatter() {
    var generator = SplitMix64(seed: 8)
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: 8, layers: 2, heads: 2)
    }
    let edges = randomEdges(nodeCount: 9, using: &generator)
    let embeddings = Variable(randomTensor([9, 8], using: &generator))
    let order = [0] + (1..<9).shuffled(using: &generator)
    let places = (0..<9).sorted { order[$0] < order[$1] }
    let found = layer.propagate(
      embeddings.rows(at: order),
      over: [graph(nodeCount: 9, edges: edges.map { (places[$0.source], places[$0.target]) })])
    let expected = layer.propagate(embeddings, over: [graph(nodeCount: 9, edges: edges)])
    #expect(largestDifference(found.rows(at: places).value, expected.value) < 1e-5)
  }

  @Test("gradients are the limits of the definition's differences")
  func gradients() throws {
    var generator = SplitMix64(seed: 5)
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: 6, layers: 2, heads: 2)
    }
    let sizes = [7, 4]
    let distances = sizes.map {
      shortestDistances(nodeCount: $0, edges: randomEdges(nodeCount: $0, using: &generator))
    }
    let embeddings = randomTensor([11, 6], using: &generator)
    let weights = randomTensor([11, 6], using: &generator)
    let tape = Tape()
    let output = layer.propagate(
      tape.watch(embeddings, named: "embeddings"),
      over: zip(sizes, distances).map { DistanceGraph(nodeCount: $0, distances: $1) })
    let gradients = tape.gradients(of: output, weightedBy: weights)
    #expect(Set(gradients.names) == Set(layer.parameters.map(\.name) + ["embeddings"]))

    func weightedSum(_ name: String, movedBy step: Double, along direction: [Double]) -> Double {
      var definition = PairByPair(layer)
      var embeddings = embeddings.scalars.map(Double.init)
      let move = { (x: [Double]) in zip(x, direction).map { $0 + step * $1 } }
      if name == "embeddings" { embeddings = move(embeddings) }
      definition.weights[name] = definition.weights[name].map(move)
      let first = definition.propagated(
        Array(embeddings[..<42]), nodeCount: 7, distances: distances[0])
      let second = definition.propagated(
        Array(embeddings[42...]), nodeCount: 4, distances: distances[1])
      let all: [Double] = first + second
      return zip(all, weights.scalars).reduce(0.0) { sum, pair in
        sum + pair.0 * Double(pair.1)
      }
    }
    for (name, gradient) in gradients {
      let direction = randomTensor(gradient.shape, using: &generator).scalars.map(Double.init)
      let step = 1e-5
      let difference =
        (weightedSum(name, movedBy: step, along: direction)
          - weightedSum(name, movedBy: -step, along: direction)) / (2 * step)
      let terms = zip(gradient.scalars, direction).map { Double($0) * $1 }
      // The rounding of single precision, against the sum of the sizes of all terms.
      let size = terms.reduce(0) { $0 + abs($1) }
      #expect(abs(terms.reduce(0, +) - difference) < 1e-5 * max(1, size), "\(name)")
      #expect(size > 0, "\(name)")
    }
  }

  @Test("a layer comes back from its own tensors, whatever their layout")
  func checkpoint() throws {
    var generator = SplitMix64(seed: 2)
    let layer = GraphormerPropagation.drawn(using: &generator) {
      GraphormerPropagation(&$0, named: "gnn", width: 8, layers: 2, heads: 4)
    }
    var hub = layer.namedTensors
    for name in ["centrality_embed_in", "centrality_embed_out", "input_dist_embed"] {
      hub["\(name).weight"] = hub["gnn.0.\(name).weight"]
      hub["gnn.0.\(name).weight"] = nil
    }
    for tensors in [layer.namedTensors, hub] {
      let copy = try GraphormerPropagation.stored(in: tensors) { source throws(ParameterError) in
        try GraphormerPropagation(&source, named: "gnn", width: 8, layers: 2, heads: 4)
      }
      #expect(copy.namedTensors.names == layer.namedTensors.names)
      #expect(copy.namedTensors.map(\.tensor) == layer.namedTensors.map(\.tensor))
      #expect(copy.layers.count == 2)
      #expect(copy.distanceBias.heads == 4)
    }
    #expect(
      try GraphormerPropagation.stored(in: hub) { source throws(ParameterError) in
        try GraphormerPropagation(&source, named: "gnn", width: 8, layers: 1, heads: 4)
      }.layers.count == 1)
  }

  @Test(
    "a checkpoint that lacks a tensor is refused by the tensor's name",
    arguments: [
      "gnn.0.centrality_embed_out.weight", "gnn.0.attn.edge_embed.embed.weight",
      "gnn.0.attn.proj_e.2.bias", "gnn.0.ln1.weight", "gnn.1.ff.net.3.bias",
    ])
  func missing(name: String) throws {
    var generator = SplitMix64(seed: 2)
    var tensors =
      GraphormerPropagation.drawn(using: &generator) {
        GraphormerPropagation(&$0, named: "gnn", width: 4, layers: 2, heads: 2)
      }
      .namedTensors
    let expected = try #require(tensors[name]).shape.extents.map(Int?.some)
    tensors[name] = nil
    #expect(throws: ParameterError.missing(name: name, expected: expected)) {
      try GraphormerPropagation.stored(in: tensors) { source throws(ParameterError) in
        try GraphormerPropagation(&source, named: "gnn", width: 4, layers: 2, heads: 2)
      }
    }
  }

  @Test(
    "a number of heads that the embeddings cannot be divided into is refused", arguments: [0, 9])
  func headCount(heads: Int) throws {
    var generator = SplitMix64(seed: 2)
    var tensors =
      GraphormerPropagation.drawn(using: &generator) {
        GraphormerPropagation(&$0, named: "gnn", width: 8, layers: 1, heads: 8)
      }
      .namedTensors
    let name = "gnn.0.attn.proj_e.2"
    tensors["\(name).weight"] = Tensor(zeros: [heads, 8])
    tensors["\(name).bias"] = Tensor(zeros: [heads])
    #expect(
      throws: ParameterError.shapeMismatch(
        name: "\(name).weight", expected: [8, 8], found: [heads, 8])
    ) {
      try GraphormerPropagation.stored(in: tensors) { source throws(ParameterError) in
        try GraphormerPropagation(&source, named: "gnn", width: 8, layers: 1, heads: 8)
      }
    }
  }
}

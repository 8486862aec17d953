import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import Testing

@Suite struct TrainingFreeScoreTests {
  private func cell(_ operation: String) throws -> Architecture {
    try small("|\(operation)~0|+|skip_connect~0|none~1|+|none~0|\(operation)~1|none~2|")
  }

  private func small(_ text: String) throws -> Architecture {
    var options = GenotypeOptions()
    options.channels = 4
    options.cellCount = 1
    options.input = ImageExtents(channels: 3, height: 16, width: 16)
    return try CandidateText(text).architecture(options: options, name: "net")
  }

  private let all: [Score] = [
    .parameters, .flops, .naswot, .jacobCov, .synflow, .zico, .expressivity, .progressivity,
    .trainability,
  ]

  @Test("every score is a finite number, and the same each time")
  func repeatability() throws {
    let scorer = NetworkScorer(all, probe: Probe(batchSize: 8, seed: 3))
    let network = try cell("nor_conv_3x3")
    let scores = try scorer(network)
    #expect(scores.count == all.count)
    #expect(scores.allSatisfy { $0.isFinite })
    #expect(try scorer(network) == scores)
  }

  @Test("larger convolutions have more parameters, operations and synaptic flow")
  func order() throws {
    let scorer = NetworkScorer([.parameters, .flops, .synflow], probe: Probe(batchSize: 8))
    let one = try scorer(try cell("nor_conv_1x1"))
    let three = try scorer(try cell("nor_conv_3x3"))
    for (small, large) in zip(one, three) { #expect(small < large) }
  }

  @Test func operationsAreThoseOfItsLayers() throws {
    let text = """
      {"format": "ghn-architecture", "version": 1, "name": "two layers",
       "inputs": [{"name": "x", "extents": [null, 3, 8, 8]}],
       "parameters": [{"name": "conv.weight", "shape": [4, 3, 3, 3]},
                      {"name": "fc.weight", "shape": [10, 4]}],
       "operations": [
         {"name": "conv", "type": "convolution", "strides": [1, 1], "padding": [1, 1, 1, 1],
          "dilations": [1, 1], "groups": 1, "inputs": ["x", "conv.weight"],
          "outputs": [{"name": "y", "extents": [null, 4, 8, 8]}]},
         {"name": "pool", "type": "globalAveragePool", "inputs": ["y"],
          "outputs": [{"name": "p", "extents": [null, 4, 1, 1]}]},
         {"name": "flat", "type": "flatten", "axis": 1, "inputs": ["p"],
          "outputs": [{"name": "f", "extents": [null, 4]}]},
         {"name": "fc", "type": "linear", "layout": "outputFirst", "inputs": ["f", "fc.weight"],
          "outputs": [{"name": "z", "extents": [null, 10]}]}],
       "outputs": ["z"]}
      """
    let network = try Architecture(bytes: Array(text.utf8), name: "net")
    #expect(network.operationCount == Double(2 * (4 * 8 * 8 * 27 + 10 * 4)))
    #expect(network.trainableParameterCount == 108 + 40)
  }

  @Test("a cell through which nothing flows scores lowest, and is no error")
  func disconnected() throws {
    let scorer = NetworkScorer([.synflow, .trainability], probe: Probe(batchSize: 4))
    let nothing = try scorer(
      try small("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"))
    let something = try scorer(try cell("nor_conv_3x3"))
    #expect(nothing[0] < something[0])
    #expect(nothing[1] <= something[1])
  }

  @Test("a network whose features are beyond the numbers scores lowest, and is no error")
  func overflow() throws {
    // x to the power of 512.
    let squares = (0..<9).map { place in
      """
      {"name": "block.\(place).square", "type": "arithmetic", "function": "multiply",
       "inputs": ["v\(place)", "v\(place)"],
       "outputs": [{"name": "v\(place + 1)", "extents": [null, 4, 8, 8]}]},
      """
    }
    let text = """
      {"format": "ghn-architecture", "version": 1, "name": "powers",
       "inputs": [{"name": "x", "extents": [null, 3, 8, 8]}],
       "parameters": [{"name": "conv.weight", "shape": [4, 3, 3, 3]},
                      {"name": "fc.weight", "shape": [10, 4]}],
       "operations": [
         {"name": "conv", "type": "convolution", "strides": [1, 1], "padding": [1, 1, 1, 1],
          "dilations": [1, 1], "groups": 1, "inputs": ["x", "conv.weight"],
          "outputs": [{"name": "v0", "extents": [null, 4, 8, 8]}]},
         \(squares.joined())
         {"name": "pool", "type": "globalAveragePool", "inputs": ["v9"],
          "outputs": [{"name": "p", "extents": [null, 4, 1, 1]}]},
         {"name": "flat", "type": "flatten", "axis": 1, "inputs": ["p"],
          "outputs": [{"name": "f", "extents": [null, 4]}]},
         {"name": "fc", "type": "linear", "layout": "outputFirst", "inputs": ["f", "fc.weight"],
          "outputs": [{"name": "z", "extents": [null, 10]}]}],
       "outputs": ["z"]}
      """
    let network = try Architecture(bytes: Array(text.utf8), name: "net")
    let scores: [Score] = [.jacobCov, .expressivity, .progressivity]
    let found = try NetworkScorer(scores, probe: Probe(batchSize: 4))(network)
    #expect(found == [-.infinity, -.infinity, -.infinity])
  }

  @Test func accuracyNeedsImages() throws {
    let scorer = NetworkScorer([.predicted], probe: Probe(batchSize: 4))
    #expect(throws: SearchError.self) { try scorer(try cell("nor_conv_1x1")) }
  }

  @Test("an aggregate rewards what no score puts low")
  func aggregation() {
    let sums = aggregatedRanks([[1, 2, 3], [3, 2, 1], [0, 5, 1]])
    #expect(sums.indices.max { sums[$0] < sums[$1] } == 1)
    #expect(aggregatedRanks([]).isEmpty)
  }
}

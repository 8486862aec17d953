import ArchDAG
import ArchitectureSampling
import ArchitectureSearch
import NetworkExecution
import Tensors
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

  /// A convolution, its results squared so many times, and a class layer; behind one of the squares a block
  /// that is the identity.
  private func convolutional(
    squaring times: Int = 0, channels: Int = 4, passingOnBehind identity: Int? = nil
  ) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "net")
    let x = builder.addInput(name: "x", extents: [nil, 3, 8, 8])
    let kernel = try builder.addParameter(name: "conv.weight", shape: [channels, 3, 3, 3])
    var features = try builder.addOperation(
      .convolution(
        ConvolutionAttributes(
          strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1], groups: 1)),
      name: "conv", inputs: [x, kernel], extents: [nil, channels, 8, 8])
    for place in 0..<times {
      features = try builder.addOperation(
        .arithmetic(.multiply), name: "block.\(place).square", inputs: [features, features],
        extents: [nil, channels, 8, 8])
      guard place == identity else { continue }
      features = try builder.addOperation(
        .identity, name: "same.0.pass", inputs: [features], extents: [nil, channels, 8, 8])
    }
    let pooled = try builder.addOperation(
      .globalAveragePool, name: "pool", inputs: [features], extents: [nil, channels, 1, 1])
    let flat = try builder.addOperation(
      .flatten(axis: 1), name: "flat", inputs: [pooled], extents: [nil, channels])
    let weight = try builder.addParameter(name: "fc.weight", shape: [10, channels])
    let classes = try builder.addOperation(
      .linear(.outputFirst), name: "fc", inputs: [flat, weight], extents: [nil, 10])
    return try builder.finish(outputs: [classes])
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

  @Test("features of more channels than any network has are not decomposed, and score lowest")
  func widest() throws {
    let scorer = NetworkScorer([.expressivity, .trainability], probe: Probe(batchSize: 2))
    let scores = try scorer(try convolutional(squaring: 2, channels: (1 << 13) + 1))
    #expect(scores[0] == -.infinity)
    #expect(!scores[1].isFinite)
    #expect(try scorer(try convolutional(squaring: 2)).allSatisfy { $0.isFinite })
  }

  @Test("repetitions are the mean of seeds that follow each other")
  func repetitions() throws {
    let scores: [Score] = [.naswot, .zico, .expressivity, .parameters]
    func found(seed: UInt64, repetitions: Int) throws -> [Double] {
      var scorer = NetworkScorer(scores, probe: Probe(batchSize: 8, seed: seed))
      scorer.repetitions = repetitions
      return try scorer(try cell("nor_conv_3x3"))
    }
    let singles = try (5..<8).map { try found(seed: $0, repetitions: 1) }
    #expect(singles[0][0] != singles[1][0])
    for (place, mean) in try found(seed: 5, repetitions: 3).enumerated() {
      let wanted = singles.reduce(0) { $0 + $1[place] } / 3
      #expect(abs(mean - wanted) <= 1e-12 * abs(wanted), "\(scores[place])")
    }
  }

  @Test("larger convolutions have more parameters, operations and synaptic flow")
  func order() throws {
    let scorer = NetworkScorer([.parameters, .flops, .synflow], probe: Probe(batchSize: 8))
    let one = try scorer(try cell("nor_conv_1x1"))
    let three = try scorer(try cell("nor_conv_3x3"))
    for (small, large) in zip(one, three) { #expect(small < large) }
  }

  @Test func operationsAreThoseOfItsLayers() throws {
    let network = try convolutional()
    #expect(network.operationCount == Double(2 * (4 * 8 * 8 * 27 + 10 * 4)))
    #expect(network.resultElementCount == Double(4 * 8 * 8 + 4 + 4 + 10))
    #expect(network.trainableParameterCount == 108 + 40)
  }

  @Test("a cell through which nothing flows scores lowest, and is no error")
  func disconnected() throws {
    let scorer = NetworkScorer(
      all.filter { ![.parameters, .flops].contains($0) }, probe: Probe(batchSize: 4))
    let nothing = try scorer(
      try small("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"))
    #expect(nothing.allSatisfy { $0 == -.infinity }, "\(nothing)")
    #expect(try scorer(try cell("nor_conv_3x3")).allSatisfy(\.isFinite))
  }

  @Test("a block that only passes on is not trainable, as in the code of AZ-NAS")
  func identity() throws {
    let scorer = NetworkScorer([.trainability, .expressivity], probe: Probe(batchSize: 4))
    let found = try scorer(try convolutional(squaring: 3, passingOnBehind: 1))
    #expect(found[0] == -.infinity && found[1].isFinite, "\(found)")
    #expect(try scorer(try convolutional(squaring: 3)).allSatisfy(\.isFinite))
  }

  @Test("a network whose features are beyond the numbers scores lowest, and is no error")
  func overflow() throws {
    // x to the power of 512.
    let network = try convolutional(squaring: 9)
    let scores: [Score] = [.jacobCov, .expressivity, .progressivity]
    let found = try NetworkScorer(scores, probe: Probe(batchSize: 4))(network)
    #expect(found == [-.infinity, -.infinity, -.infinity])
  }

  @Test func accuracyNeedsImages() throws {
    let scorer = NetworkScorer([.predicted], probe: Probe(batchSize: 4))
    #expect(throws: SearchError.self) { try scorer(try cell("nor_conv_1x1")) }
  }

  /// The least limit, in elements, by which a score is computed.
  private func neededElements(_ score: Score, of network: Architecture) throws -> Int {
    var scorer = NetworkScorer([score], probe: Probe(batchSize: 2))
    var (low, high) = (0, 1 << 20)
    while low < high {
      let middle = (low + high) / 2
      scorer.limits = ExecutionLimits(byteCount: 4 * middle)
      do throws(SearchError) {
        _ = try scorer(network)
        high = middle
      } catch {
        guard case .execution(_, .tooLarge) = error else { throw error }
        low = middle + 1
      }
    }
    return low
  }

  @Test("a score is refused where the limit is too low, gradients that are held included")
  func limits() throws {
    // A matrix of 1,024 × 32 between an image of 32 numbers and the mean of what it answers.
    var builder = ArchitectureBuilder(name: "net")
    let x = builder.addInput(name: "x", extents: [nil, 32])
    let wide = try builder.addParameter(name: "wide", shape: [1024, 32])
    let y = try builder.addOperation(
      .linear(.outputFirst), name: "fc", inputs: [x, wide], extents: [nil, 1024])
    let network = try builder.finish(outputs: [y])
    let weights = 1024 * 32
    // One value may have a quarter of all; the second batch runs beside the gradient of the first.
    #expect(try neededElements(.zico, of: network) > 2 * weights)
    #expect(try neededElements(.jacobCov, of: network) < 2 * weights)
    // The magnitudes of weights, and their gradient.
    #expect(try neededElements(.synflow, of: network) > 2 * weights)
  }

  @Test("an aggregate rewards what no score puts low")
  func aggregation() {
    let sums = aggregatedRanks([[1, 2, 3], [3, 2, 1], [0, 5, 1]])
    #expect(sums.indices.max { sums[$0] < sums[$1] } == 1)
    #expect(aggregatedRanks([]).isEmpty)
  }

  /// A rectification of images of these extents, which is the answer.
  private func rectified(_ extents: [Int?], scaledBy shape: Shape? = nil) throws -> Architecture {
    var builder = ArchitectureBuilder(name: "net")
    let x = builder.addInput(name: "x", extents: extents)
    var y = try builder.addOperation(
      .activation(.relu), name: "relu", inputs: [x], extents: extents)
    if let shape {
      let scale = try builder.addParameter(name: "scale", shape: shape)
      y = try builder.addOperation(
        .arithmetic(.multiply), name: "scaled", inputs: [y, scale], extents: extents)
    }
    return try builder.finish(outputs: [y])
  }

  @Test(
    "a network that answers no logits, or takes or holds more than memory does, is refused by name",
    arguments: [
      ([nil, 3, 8, 10], nil, "net: expected logits (N, classes), found (2, 3, 8, 10)"),
      ([nil, 1 << 20, 1 << 20], nil, "net: operation 'x': expected at most 536870912 elements, "),
      (
        [nil, 1 << 34], [1 << 34],
        "net: operation 'scale': expected at most parameters of 8 GiB in all, "
      ),
    ] as [([Int?], Shape?, String)])
  func refusals(extents: [Int?], parameter: Shape?, words: String) throws {
    let network = try rectified(extents, scaledBy: parameter)
    let scorer = NetworkScorer([.jacobCov, .zico], probe: Probe(batchSize: 2))
    let error = try #require(throws: SearchError.self) { try scorer(network) }
    #expect("\(error)".hasPrefix(words), "\(error)")
  }
}

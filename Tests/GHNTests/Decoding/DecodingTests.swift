import ArchDAG
import Concurrency
import GHN
import Tensors
import Testing

@Suite struct DecodingTests {
  @Test(
    "cropping before computing gives what cropping afterwards does",
    arguments: [
      (decoder: GHNConfiguration.KernelDecoder.convolutional, largest: 3),
      (.convolutional, 4), (.multilayer, 3), (.multilayer, 4),
      (.lowRank(.init(rank: 3, length: 40)), 3), (.lowRank(.init(rank: 2, length: 13)), 3),
      (.lowRank(.init(rank: 5, length: 1000)), 3),
    ], [GHNConfiguration.KernelCrop.topLeft, .centered])
  func plain(
    block: (decoder: GHNConfiguration.KernelDecoder, largest: Int),
    crop: GHNConfiguration.KernelCrop
  ) throws {
    let ghn = smallNetwork {
      $0.kernelDecoder = block.decoder
      $0.kernelCrop = crop
      $0.largestBlock.height = block.largest
      $0.largestBlock.width = block.largest
      $0.normalizesParameters = crop == .centered
      $0.normalizesEmbeddings = crop == .centered
    }
    let graph = variedGraph()
    let prediction = try ghn.predictParameters(for: graph)
    let reference = PlainDecoder(ghn)
    let embeddings = prediction.embeddings.scalars
    for (index, node) in graph.nodes.enumerated() {
      for spec in node.parameters {
        let tensor = try #require(prediction.parameters[spec.name])
        #expect(tensor.shape == spec.shape)
        let expected = reference.tensor(
          for: spec, embedding: Array(embeddings[index * 8..<(index + 1) * 8]))
        #expect(
          relativeDifference(tensor, Tensor(shape: spec.shape, scalars: expected)) < 1e-4,
          "\(spec.name)")
      }
    }
  }

  @Test("large blocks, decoded part by part, are those of plain decoding", arguments: [1, 2, 3])
  func largeBlocks(threads: Int) throws {
    let ghn = smallNetwork {
      $0.kernelCrop = .centered
      $0.largestBlock = .init(outputs: 130, inputs: 130, height: 4, width: 4)
    }
    let specs = [
      ParameterSpec(name: "whole", shape: [140, 130, 1, 1], role: .weight),
      ParameterSpec(name: "part", shape: [130, 70, 2, 3], role: .weight),
      ParameterSpec(name: "thin", shape: [700, 12], role: .weight, layout: .inputFirst),
    ]
    let nodes = specs.map {
      ArchitectureGraph.Node(
        primitive: .convolution, parameters: [$0], extents: $0.outputFirstExtents)
    }
    let prediction = try withThreads(threads) {
      try ghn.predictParameters(for: ArchitectureGraph(nodes: nodes, edges: []))
    }
    let reference = PlainDecoder(ghn)
    for (index, spec) in specs.enumerated() {
      let tensor = try #require(prediction.parameters[spec.name])
      let expected = reference.tensor(
        for: spec, embedding: Array(prediction.embeddings.scalars[index * 8..<(index + 1) * 8]))
      #expect(
        relativeDifference(tensor, Tensor(shape: spec.shape, scalars: expected)) < 1e-4,
        "\(spec.name)")
    }
  }

  @Test(
    "a table of tokens is the grid of positions behind a random class token",
    arguments: [true, false])
  func tokens(scalesMaps: Bool) throws {
    let ghn = smallNetwork {
      $0.largestBlock.height = 4; $0.largestBlock.width = 4
      $0.normalizesPositions = scalesMaps
    }
    func prediction(_ shape: Shape, seed: UInt64) throws -> Tensor {
      let spec = ParameterSpec(name: "table", shape: shape, role: .positionalEncoding)
      let graph = ArchitectureGraph(
        nodes: [
          .init(primitive: .positionalEncoding, parameters: [spec], extents: [1, 20, 4, 4])
        ], edges: [])
      let parameters = try ghn.predictParameters(for: graph, seed: seed).parameters
      return try #require(parameters["table"])
    }
    let map = try prediction([1, 20, 4, 4], seed: 1).scalars
    let tokens = try prediction([1, 16, 20], seed: 1).scalars
    let withClass = try prediction([1, 17, 20], seed: 1).scalars
    // Tables of 11 channels or more are not scaled; the feature map of 4 rows is, as published.
    let scale = scalesMaps ? (Float(2) / Float(20 * 16)).squareRoot() : 1
    for position in 0..<16 {
      for channel in 0..<20 {
        let token = tokens[position * 20 + channel]
        #expect(abs(map[channel * 16 + position] - scale * token) < 1e-6)
      }
    }
    #expect(Array(withClass[20...]) == tokens)
    #expect(withClass[0..<20].allSatisfy { abs($0) < 0.12 })
    let others = try prediction([1, 17, 20], seed: 2).scalars
    #expect(Array(others[20...]) == tokens)
    #expect(others[0] != withClass[0])
  }

  @Test func kernelsBeyondTheLargestAreInterpolatedWhereTheConfigurationSaysSo() throws {
    let spec = ParameterSpec(name: "w", shape: [1, 2, 5, 6], role: .weight)
    let graph = ArchitectureGraph(
      nodes: [.init(primitive: .convolution, parameters: [spec], extents: [1, 2, 5, 6])], edges: [])
    let repeated = try #require(
      try smallNetwork { $0.normalizesParameters = false }
        .predictParameters(for: graph).parameters["w"]
    ).scalars
    let interpolated = try #require(
      try smallNetwork {
        $0.normalizesParameters = false
        $0.kernelExtension = .interpolated
      }.predictParameters(for: graph).parameters["w"]
    ).scalars
    for channel in 0..<2 {
      let block = (0..<9).map { repeated[channel * 30 + $0 / 3 * 6 + $0 % 3] }
      for y in 0..<5 {
        for x in 0..<6 {
          let expected = bilinear(
            block, at: (Float(y) + 0.5) * 3 / 5 - 0.5, (Float(x) + 0.5) * 3 / 6 - 0.5)
          #expect(abs(interpolated[channel * 30 + y * 6 + x] - expected) < 1e-5)
        }
      }
    }
  }

  /// A 3 × 3 block between its elements, constant beyond the outermost ones.
  private func bilinear(_ block: [Float], at y: Float, _ x: Float) -> Float {
    func element(_ y: Int, _ x: Int) -> Float { block[min(max(y, 0), 2) * 3 + min(max(x, 0), 2)] }
    let (top, left) = (max(0, y).rounded(.down), max(0, x).rounded(.down))
    let (b, a) = (max(0, y) - top, max(0, x) - left)
    let (i, j) = (Int(top), Int(left))
    return (1 - b) * ((1 - a) * element(i, j) + a * element(i, j + 1))
      + b * ((1 - a) * element(i + 1, j) + a * element(i + 1, j + 1))
  }

  @Test(
    "parameters that no decoder makes are refused by name",
    arguments: [
      (Shape([2, 2, 3, 3, 3]), ParameterRole.weight), (Shape([]), .weight),
      (Shape([4, 4]), .bias), (Shape([4]), .classifierWeight),
    ])
  func ranks(shape: Shape, role: ParameterRole) {
    let spec = ParameterSpec(name: "odd", shape: shape, role: role)
    let graph = ArchitectureGraph(
      nodes: [.init(primitive: .convolution, parameters: [spec])], edges: [])
    #expect(throws: DecodingError.unsupportedRank(parameter: "odd", shape: shape)) {
      try smallNetwork().predictParameters(for: graph)
    }
  }

  @Test func tablesOfOtherThanSquareCountsAreRefused() {
    let spec = ParameterSpec(name: "table", shape: [1, 19, 8], role: .positionalEncoding)
    let graph = ArchitectureGraph(
      nodes: [.init(primitive: .positionalEncoding, parameters: [spec])], edges: [])
    #expect(
      throws: DecodingError.unsupportedTokenCount(parameter: "table", shape: [1, 19, 8])
    ) {
      try smallNetwork().predictParameters(for: graph)
    }
  }

  @Test func parametersWithoutElementsArePredictedAsSuch() throws {
    let specs = [
      ParameterSpec(name: "w", shape: [0, 3, 1, 1], role: .weight),
      ParameterSpec(name: "b", shape: [0], role: .bias),
    ]
    let graph = ArchitectureGraph(
      nodes: [.init(primitive: .convolution, parameters: specs)], edges: [])
    let parameters = try smallNetwork().predictParameters(for: graph).parameters
    #expect(parameters.map(\.tensor.shape) == [[0, 3, 1, 1], [0]])
  }
}

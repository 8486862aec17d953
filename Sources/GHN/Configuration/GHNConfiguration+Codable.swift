extension GHNConfiguration {
  enum CodingKeys: String, CodingKey {
    case hiddenWidth, largestBlock, classCount, propagation, kernelDecoder, kernelCrop
    case kernelExtension, normalizesParameters, virtualEdgeCutoff, eigenvectorCount
    case normalizesInputs, normalizesPositions, summaries
    case normalizesEmbeddings = "normalizesStates"
  }

  /// Reads a configuration; without a word on `kernelCrop`, kernels are cropped from the top left,
  /// positions are scaled as published, and what it does not say of first embeddings is not done.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      hiddenWidth: try values.decode(Int.self, forKey: .hiddenWidth),
      largestBlock: try values.decode(BlockExtents.self, forKey: .largestBlock),
      classCount: try values.decode(Int.self, forKey: .classCount))
    propagation = try values.decode(Propagation.self, forKey: .propagation)
    kernelDecoder = try values.decode(KernelDecoder.self, forKey: .kernelDecoder)
    kernelCrop = try values.decodeIfPresent(KernelCrop.self, forKey: .kernelCrop) ?? .topLeft
    kernelExtension = try values.decode(KernelExtension.self, forKey: .kernelExtension)
    normalizesParameters = try values.decode(Bool.self, forKey: .normalizesParameters)
    normalizesEmbeddings = try values.decode(Bool.self, forKey: .normalizesEmbeddings)
    virtualEdgeCutoff = try values.decode(Int.self, forKey: .virtualEdgeCutoff)
    eigenvectorCount = try values.decodeIfPresent(Int.self, forKey: .eigenvectorCount) ?? 0
    normalizesInputs = try values.decodeIfPresent(Bool.self, forKey: .normalizesInputs) ?? false
    normalizesPositions =
      try values.decodeIfPresent(Bool.self, forKey: .normalizesPositions) ?? true
    summaries = try values.decodeIfPresent([DataSummary].self, forKey: .summaries) ?? []
  }

  /// Writes what ``init(from:)`` reads; of data sets nothing, where there are none, and of positions only
  /// that they are not scaled.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(hiddenWidth, forKey: .hiddenWidth)
    try values.encode(largestBlock, forKey: .largestBlock)
    try values.encode(classCount, forKey: .classCount)
    try values.encode(propagation, forKey: .propagation)
    try values.encode(kernelDecoder, forKey: .kernelDecoder)
    try values.encode(kernelCrop, forKey: .kernelCrop)
    try values.encode(kernelExtension, forKey: .kernelExtension)
    try values.encode(normalizesParameters, forKey: .normalizesParameters)
    try values.encode(normalizesEmbeddings, forKey: .normalizesEmbeddings)
    try values.encode(virtualEdgeCutoff, forKey: .virtualEdgeCutoff)
    try values.encode(eigenvectorCount, forKey: .eigenvectorCount)
    try values.encode(normalizesInputs, forKey: .normalizesInputs)
    if !normalizesPositions { try values.encode(false, forKey: .normalizesPositions) }
    if !summaries.isEmpty { try values.encode(summaries, forKey: .summaries) }
  }
}

extension GHNConfiguration.Propagation: Codable {
  private enum Word: String, Codable {
    case gated, nodewise
  }

  private struct Attention: Codable {
    var graphormer: Sizes

    struct Sizes: Codable {
      var layers, heads: Int
    }
  }

  /// Reads `"gated"`, `"nodewise"` or `{"graphormer": {"layers": 3, "heads": 8}}`.
  public init(from decoder: any Decoder) throws {
    if let word = try? Word(from: decoder) {
      self =
        switch word {
        case .gated: .gated
        case .nodewise: .nodewise
        }
    } else {
      let sizes = try Attention(from: decoder).graphormer
      self = .graphormer(layers: sizes.layers, heads: sizes.heads)
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .gated: try Word.gated.encode(to: encoder)
    case .nodewise: try Word.nodewise.encode(to: encoder)
    case .graphormer(let layers, let heads):
      try Attention(graphormer: .init(layers: layers, heads: heads)).encode(to: encoder)
    }
  }
}

extension GHNConfiguration.KernelDecoder: Codable {
  private enum Word: String, Codable {
    case convolutional, multilayer
  }

  private struct Product: Codable {
    var lowRank: GHNConfiguration.LowRank
  }

  /// Reads `"convolutional"`, `"multilayer"` or `{"lowRank": {"rank": 32, "length": 4096}}`.
  public init(from decoder: any Decoder) throws {
    if let word = try? Word(from: decoder) {
      self =
        switch word {
        case .convolutional: .convolutional
        case .multilayer: .multilayer
        }
    } else {
      self = .lowRank(try Product(from: decoder).lowRank)
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .convolutional: try Word.convolutional.encode(to: encoder)
    case .multilayer: try Word.multilayer.encode(to: encoder)
    case .lowRank(let size): try Product(lowRank: size).encode(to: encoder)
    }
  }
}

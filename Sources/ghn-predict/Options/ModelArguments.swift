import ArgumentParser
import GHN
import Training

/// The options that decide what a new hypernetwork is like.
struct ModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What the GHN is like: ghn1, ghn2, mlp (no messages between nodes) or ghn3 (its tiny size). \
      (default: ghn2)
      """, valueName: "kind"))
  var configuration: Configuration?

  @Option(
    help: ArgumentHelp(
      """
      The width of a node's embedding, a multiple of 4; with --initial, a multiple of the GHN's width \
      makes it wider. (default: 32; 64 for ghn3)
      """, valueName: "width"))
  var hidden: Int?

  @Option(
    help: ArgumentHelp(
      """
      The channels of the largest kernel that is decoded whole. (default: 64; \
      \(GHNConfiguration.lowRankChannels) with --low-rank)
      """, valueName: "count"))
  var largestChannels: Int?

  @Option(
    help: ArgumentHelp(
      "The side of the largest kernel that is decoded whole. (default: 11; 16 for ghn3)",
      valueName: "pixels"))
  var largestKernel: Int?

  @Option(
    help: ArgumentHelp(
      """
      Decode each kernel as the product of two matrices of this rank, with numbers of its own for \
      every channel, as LoGAH does; with --initial, such a decoder is drawn instead of that of \
      the GHN. (default: decode blocks of channels)
      """, valueName: "rank"))
  var lowRank: Int?

  @Option(
    help: ArgumentHelp(
      "Eigenvectors of the graph's Laplacian that tell nodes where they lie. (default: 0)",
      valueName: "count"))
  var eigenvectors: Int?

  @Flag(help: "Scale the first embeddings of nodes to one length.")
  var normalizeInputs = false

  @Flag(
    help: """
      Leave all tables of positions as they are decoded; as published, those that are small maps are \
      scaled like kernels, and hardly felt.
      """)
  var unscaledPositions = false

  /// The published hypernetworks.
  enum Configuration: String, ExpressibleByArgument, CaseIterable {
    case ghn1, ghn2, mlp, ghn3
  }

  func validate() throws {
    let (unit, ofKind) = configuration == .ghn3 ? (8, " with --configuration ghn3") : (4, "")
    if let hidden, hidden < unit || hidden % unit != 0 || hidden > 1 << 16 {
      throw ValidationError(
        "--hidden must be a multiple of \(unit), from \(unit) to \(1 << 16)\(ofKind).")
    }
    let width = configuration(classCount: 1).hiddenWidth
    if let eigenvectors, !(0...width).contains(eigenvectors) {
      throw ValidationError(
        "--eigenvectors must be between 0 and the width of an embedding, \(width).")
    }
    for case (let name, let number?, let limit) in [
      ("largest-channels", largestChannels, 1 << 12), ("largest-kernel", largestKernel, 64),
      ("low-rank", lowRank, 256),
    ] where !(1...limit).contains(number) {
      throw ValidationError("--\(name) must be between 1 and \(limit).")
    }
  }

  /// The words of the options that were given.
  var given: [String] {
    words([
      ("--configuration", configuration), ("--hidden", hidden),
      ("--largest-channels", largestChannels), ("--largest-kernel", largestKernel),
      ("--low-rank", lowRank), ("--eigenvectors", eigenvectors),
      ("--normalize-inputs", normalizeInputs ? true : nil),
      ("--unscaled-positions", unscaledPositions ? true : nil),
    ])
  }

  /// The words of the options that were given and that the weights of an existing hypernetwork decide;
  /// it can be made wider, or given another decoder.
  var decidedByWeights: [String] {
    words([
      ("--configuration", configuration),
      ("--largest-channels", lowRank == nil ? largestChannels : nil),
      ("--largest-kernel", largestKernel), ("--eigenvectors", eigenvectors),
      ("--normalize-inputs", normalizeInputs ? true : nil),
    ])
  }

  private func words(_ options: [(word: String, value: Any?)]) -> [String] {
    options.compactMap { $0.value == nil ? nil : $0.word }
  }

  /// How a hypernetwork to begin with is changed.
  var changes: InitialHypernetwork.Changes {
    var changes = InitialHypernetwork.Changes()
    changes.hiddenWidth = hidden
    changes.lowRank = lowRank
    changes.lowRankChannels = largestChannels ?? changes.lowRankChannels
    changes.leavesPositions = unscaledPositions
    return changes
  }

  /// The configuration for so many classes.
  func configuration(classCount: Int) -> GHNConfiguration {
    var result: GHNConfiguration
    switch configuration ?? .ghn2 {
    case .ghn1: result = .ghn1(classCount: classCount)
    case .ghn2: result = .ghn2(classCount: classCount)
    case .mlp: result = .mlp(classCount: classCount)
    case .ghn3: result = .ghn3(.tiny, classCount: classCount)
    }
    result.hiddenWidth = hidden ?? result.hiddenWidth
    result.largestBlock.outputs = largestChannels ?? result.largestBlock.outputs
    result.largestBlock.inputs = largestChannels ?? result.largestBlock.inputs
    result.largestBlock.height = largestKernel ?? result.largestBlock.height
    result.largestBlock.width = largestKernel ?? result.largestBlock.width
    if let lowRank {
      result = result.decodingLowRank(
        lowRank, channels: largestChannels ?? GHNConfiguration.lowRankChannels)
    }
    result.eigenvectorCount = eigenvectors ?? 0
    result.normalizesInputs = normalizeInputs
    result.normalizesPositions = !unscaledPositions
    return result
  }
}

import TensorFiles
import Tensors

/// What a checkpoint says of its network, setting by setting, in the published code's names.
///
/// What a file does not say is read off the tensors.
struct ConfigurationSource {
  let file: String
  let tensors: NamedTensors
  /// The settings that the file states.
  let stated: PickleValue?
  /// The settings that were read off the tensors so far, as `name = value`.
  private(set) var inferredSettings: [String] = []

  init(file: String, tensors: NamedTensors, stated: PickleValue?) {
    self.file = file
    self.tensors = tensors
    self.stated = stated
  }

  /// The configuration of the network.
  ///
  /// - Throws: ``CheckpointError``.
  mutating func configuration() throws(CheckpointError) -> GHNConfiguration {
    let hiddenWidth = try extent(1, of: "embed.weight")
    let lowRank = try lowRank()
    // A low-rank decoder makes biases of classes as it makes all others.
    let classCount = lowRank == nil ? try extent(0, of: "bias_class.1.weight") : 0
    let isConvolutional = tensors["decoder.mlp.fc.0.weight"] == nil
    let propagation = try self.propagation()
    let hasAttention = if case .graphormer = propagation { true } else { false }
    // ghn3 keeps the decoder's maps as matrices, and states whether they are those of a GHN-2.
    let isFlat = tensors["decoder.conv.2.weight"].map { $0.shape.rank == 2 } ?? false
    let isInterpolated = isFlat || hasAttention || stated?["is_ghn2"] != nil
    let normalizesEmbeddings = try flag("layernorm", else: tensors["ln.weight"] != nil)
    let hasVirtualEdges = try flag(
      "ve", else: hasAttention || tensors["gnn.mlp_ve.fc.0.weight"] != nil)
    var configuration = GHNConfiguration(
      hiddenWidth: try number("hid", else: hiddenWidth),
      largestBlock: try largestBlock(
        hiddenWidth: hiddenWidth, classCount: classCount, isStated: lowRank != nil),
      classCount: try number("num_classes", else: lowRank == nil ? classCount : nil))
    configuration.propagation = propagation
    configuration.kernelDecoder =
      lowRank.map { .lowRank($0) } ?? (isConvolutional ? .convolutional : .multilayer)
    configuration.kernelCrop = hasAttention ? .centered : .topLeft
    configuration.kernelExtension = isInterpolated ? .interpolated : .repeated
    configuration.normalizesParameters = try flag("weight_norm", else: normalizesEmbeddings)
    configuration.normalizesEmbeddings = normalizesEmbeddings
    configuration.virtualEdgeCutoff = hasVirtualEdges ? 50 : 1
    try configuration.check(file: file, names: GHNConfiguration.publishedNames)
    return configuration
  }

  /// The size of a low-rank decoder's matrices; `nil` where the file has another decoder.
  private func lowRank() throws(CheckpointError) -> GHNConfiguration.LowRank? {
    let name = "decoder.l2.weight"
    guard tensors[name] != nil else { return nil }
    if case .bool(true)? = stated?["use_1d_decoder"] {
      throw .invalidSetting(
        file: file, setting: "use_1d_decoder", expected: "False, as LoGAH has it by default",
        found: "True")
    }
    return .init(rank: try extent(1, of: name), length: try extent(0, of: name))
  }

  /// The propagation whose parameters the file holds.
  private mutating func propagation() throws(CheckpointError) -> GHNConfiguration.Propagation {
    if tensors["gnn.fc.0.weight"] != nil { return .nodewise }
    guard
      tensors["gnn.gru.weight_ih"] == nil,
      tensors.names.contains(where: { $0.hasPrefix("centrality_embed") || $0.hasPrefix("gnn.0.") })
    else { return .gated }
    var count = 0
    while tensors["gnn.\(count).ln1.weight"] != nil { count += 1 }
    let heads = try extent(0, of: "gnn.0.attn.proj_e.2.weight")
    return .graphormer(
      layers: try number("layers", else: count), heads: try number("heads", else: heads))
  }

  /// The extents of the largest block: as stated, or as the decoder's layers imply.
  private mutating func largestBlock(
    hiddenWidth: Int, classCount: Int, isStated: Bool
  ) throws(CheckpointError) -> GHNConfiguration.BlockExtents {
    if let value = stated?["max_shape"] {
      let extents = value.integers
      guard extents.count == 4 else {
        throw .invalidSetting(
          file: file, setting: "max_shape", expected: "four extents", found: value.words)
      }
      return .init(
        outputs: extents[0], inputs: extents[1], height: extents[2], width: extents[3])
    }
    guard !isStated else {
      throw .invalidSetting(
        file: file, setting: "max_shape", expected: "four extents beside a low-rank decoder",
        found: "none")
    }
    let channels: Int
    let positions: Int
    if tensors["decoder.mlp.fc.0.weight"] == nil {
      channels = squareRoot(try extent(0, of: "decoder.conv.2.weight"))
      positions = try extent(0, of: "decoder.fc.0.weight") / max(1, 4 * hiddenWidth)
    } else {
      channels =
        try extent(0, of: "decoder.class_layer_predictor.1.weight") / max(1, classCount)
      positions = try extent(0, of: "decoder.mlp.fc.2.weight") / max(1, channels * channels)
    }
    let side = squareRoot(positions)
    inferredSettings.append("max_shape = (\(channels), \(channels), \(side), \(side))")
    return .init(outputs: channels, inputs: channels, height: side, width: side)
  }

  private func squareRoot(_ number: Int) -> Int { Int(Double(number).squareRoot()) }

  private func extent(_ axis: Int, of name: String) throws(CheckpointError) -> Int {
    guard let shape = tensors[name]?.shape, shape.rank > axis else {
      throw .notAGraphHyperNetwork(file: file, missing: name)
    }
    return shape[axis]
  }

  /// The number that a setting states, or that the tensors imply, if they imply one.
  private mutating func number(
    _ setting: String, else implied: Int?
  ) throws(CheckpointError) -> Int {
    guard let value = stated?[setting] else {
      guard let implied else {
        throw .invalidSetting(
          file: file, setting: setting, expected: "a whole number", found: "none")
      }
      inferredSettings.append("\(setting) = \(implied)")
      return implied
    }
    guard case .integer(let number) = value else {
      throw .invalidSetting(
        file: file, setting: setting, expected: "a whole number", found: value.words)
    }
    return number
  }

  /// The choice that a setting states, or that the tensors imply.
  private mutating func flag(
    _ setting: String, else implied: Bool
  ) throws(CheckpointError) -> Bool {
    switch stated?[setting] {
    case .bool(let flag):
      return flag
    case .integer(let number) where number == 0 || number == 1:
      return number == 1
    case nil:
      inferredSettings.append("\(setting) = \(implied)")
      return implied
    case let value?:
      throw .invalidSetting(
        file: file, setting: setting, expected: "True or False", found: value.words)
    }
  }
}

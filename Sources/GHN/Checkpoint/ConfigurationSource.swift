import TensorFiles
import Tensors

/// What a checkpoint says of its network, setting by setting, in ppuda's names.
///
/// What a file does not say is read off the tensors.
struct ConfigurationSource {
  let file: String
  let tensors: NamedTensors
  /// The settings that the file states.
  let stated: PickleValue?

  /// The configuration of the network.
  ///
  /// - Throws: ``CheckpointError``.
  func configuration() throws(CheckpointError) -> GHNConfiguration {
    let hiddenWidth = try extent(1, of: "embed.weight")
    let classCount = try extent(0, of: "bias_class.1.weight")
    if let parameter = tensors.names.first(where: isGraphormer) {
      throw .unsupportedPropagation(file: file, parameter: parameter)
    }
    let isConvolutional = tensors["decoder.mlp.fc.0.weight"] == nil
    let block = try largestBlock(hiddenWidth: hiddenWidth, classCount: classCount)
    let normalizesStates = try flag("layernorm") ?? (tensors["ln.weight"] != nil)
    let hasVirtualEdges = try flag("ve") ?? (tensors["gnn.mlp_ve.fc.0.weight"] != nil)
    let isFlat = tensors["decoder.conv.2.weight"].map { $0.shape.rank == 2 } ?? false
    let configuration = GHNConfiguration(
      hiddenWidth: try number("hid") ?? hiddenWidth,
      largestBlock: block,
      classCount: try number("num_classes") ?? classCount,
      propagation: tensors["gnn.fc.0.weight"] == nil ? .gated : .nodewise,
      kernelDecoder: isConvolutional ? .convolutional : .multilayer,
      kernelExtension: try flag("is_ghn2") ?? isFlat ? .interpolated : .repeated,
      normalizesParameters: try flag("weight_norm") ?? normalizesStates,
      normalizesStates: normalizesStates,
      virtualEdgeCutoff: hasVirtualEdges ? 50 : 1)
    try configuration.check(file: file)
    return configuration
  }

  /// Whether a parameter belongs to a Graphormer layer, such as `gnn.0.attn.to_qkv.weight`.
  private func isGraphormer(_ name: String) -> Bool {
    name.hasPrefix("centrality_embed")
      || name.hasPrefix("gnn.") && name.dropFirst(4).first?.isNumber == true
  }

  /// The extents of the largest block: as stated, or as the decoder's layers imply.
  private func largestBlock(
    hiddenWidth: Int, classCount: Int
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
    return .init(outputs: channels, inputs: channels, height: side, width: side)
  }

  private func squareRoot(_ number: Int) -> Int { Int(Double(number).squareRoot()) }

  private func extent(_ axis: Int, of name: String) throws(CheckpointError) -> Int {
    guard let shape = tensors[name]?.shape, shape.rank > axis else {
      throw .notAGraphHyperNetwork(file: file, missing: name)
    }
    return shape[axis]
  }

  private func number(_ setting: String) throws(CheckpointError) -> Int? {
    guard let value = stated?[setting] else { return nil }
    guard case .integer(let number) = value else {
      throw .invalidSetting(
        file: file, setting: setting, expected: "a whole number", found: value.words)
    }
    return number
  }

  private func flag(_ setting: String) throws(CheckpointError) -> Bool? {
    guard let value = stated?[setting] else { return nil }
    switch value {
    case .bool(let flag): return flag
    case .integer(let number) where number == 0 || number == 1: return number == 1
    default:
      throw .invalidSetting(
        file: file, setting: setting, expected: "True or False", found: value.words)
    }
  }
}

extension PickleValue {
  /// The value as an error shows it.
  fileprivate var words: String {
    switch self {
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .integer(let integer): "\(integer)"
    case .double(let double): "\(double)"
    case .string(let string): "'\(string)'"
    case .list, .tuple: "a list of other values"
    case .dictionary: "a dict"
    case .tensor: "a tensor"
    }
  }

  /// The whole numbers of a list or tuple; empty for anything else.
  fileprivate var integers: [Int] {
    switch self {
    case .list(let values), .tuple(let values):
      let integers = values.compactMap { value in
        if case .integer(let integer) = value { integer } else { nil }
      }
      return integers.count == values.count ? integers : []
    default:
      return []
    }
  }
}

extension GHNConfiguration {
  /// Refuses extents that are not positive, or too large to be multiplied with each other.
  func check(file: String) throws(CheckpointError) {
    let settings = [
      ("hid", hiddenWidth, 1 << 16), ("num_classes", classCount, 1 << 24),
      ("max_shape[0]", largestBlock.outputs, 1 << 16),
      ("max_shape[1]", largestBlock.inputs, 1 << 16),
      ("max_shape[2]", largestBlock.height, 1 << 10),
      ("max_shape[3]", largestBlock.width, 1 << 10), ("ve_cutoff", virtualEdgeCutoff, 1 << 15),
    ]
    for (setting, value, limit) in settings where !(1...limit).contains(value) {
      throw .invalidSetting(
        file: file, setting: setting, expected: "a number from 1 to \(limit)", found: "\(value)")
    }
    guard hiddenWidth % 4 == 0 else {
      throw .invalidSetting(
        file: file, setting: "hid", expected: "a multiple of 4", found: "\(hiddenWidth)")
    }
  }
}

/// Why an index of safetensors files is not sound.
public enum SafetensorsIndexFlaw: Error, Equatable, Sendable {
  /// The index breaks the grammar of JSON, or the part of it that an index uses.
  case json(JSONFlaw)
  /// The index is larger than any sensible one.
  case tooLong(count: Int, limit: Int)
  /// There is no map from tensors to shards.
  case noWeightMap
  /// A shard is not a plain file name in the index's own directory.
  case shardPath(String)
  /// A shard lacks a tensor that the index says it has.
  case missingTensor(String, shard: String)
  /// A shard has a tensor that the index lists elsewhere, or nowhere.
  case misplacedTensor(String, shard: String, expected: String?)
}

extension SafetensorsIndexFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let flaw): "\(flaw)"
    case .tooLong(let count, let limit):
      "expected an index of at most \(limit) bytes, found \(count)"
    case .noWeightMap: "expected a field 'weight_map', found none"
    case .shardPath(let path):
      "weight_map: expected regular files beside the index, found '\(path)'"
    case .missingTensor(let tensor, let shard):
      "weight_map: expected tensor '\(tensor)' in '\(shard)', found none"
    case .misplacedTensor(let tensor, let shard, let expected?):
      "weight_map: expected tensor '\(tensor)' in '\(expected)' only, found it in '\(shard)'"
    case .misplacedTensor(let tensor, let shard, nil):
      "weight_map: expected every tensor to be listed, found '\(tensor)' in '\(shard)' only"
    }
  }
}

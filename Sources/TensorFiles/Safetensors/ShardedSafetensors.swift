public import Tensors

/// Safetensors files that together hold one model, and the index that says which tensor is where.
///
/// The index is a JSON file beside its shards: `{"weight_map": {tensor: file name}}`. Shards must
/// be regular files in the directory of the index, and every tensor must be in exactly one.
public struct ShardedSafetensors: Sendable {
  /// The path of the index.
  public let path: String
  /// The shards, in the order in which the index names them first.
  public let shards: [SafetensorsFile]

  private let shardOfTensor: [String: Int]

  /// The longest index that is read, in bytes.
  private static let lengthLimit = SafetensorsHeader.lengthLimit

  /// Opens the index at `path` and all its shards.
  ///
  /// - Throws: ``TensorFileError/safetensorsIndex(file:_:)``, or what ``SafetensorsFile`` throws
  ///   for a shard.
  public init(indexPath path: String) throws(TensorFileError) {
    let bytes = try ByteRegion(mapping: path)
    guard !bytes.isGitLFSPointer else { throw .gitLFSPointer(file: path) }
    guard bytes.count <= Self.lengthLimit else {
      throw .safetensorsIndex(file: path, .tooLong(count: bytes.count, limit: Self.lengthLimit))
    }
    let weightMap: [(tensor: String, shard: String)]?
    do {
      weightMap = try Self.weightMap(bytes.bytes)
    } catch {
      throw .safetensorsIndex(file: path, .json(error))
    }
    guard let weightMap else { throw .safetensorsIndex(file: path, .noWeightMap) }
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var shards: [SafetensorsFile] = []
    var indexOfShard: [String: Int] = [:]
    for (_, shard) in weightMap where indexOfShard[shard] == nil {
      guard isFileName(shard) else { throw .safetensorsIndex(file: path, .shardPath(shard)) }
      indexOfShard[shard] = shards.count
      shards.append(try SafetensorsFile(path: directory + shard, followingLink: false))
    }
    self.path = path
    self.shards = shards
    shardOfTensor = Dictionary(
      uniqueKeysWithValues: weightMap.map { ($0.tensor, indexOfShard[$0.shard] ?? 0) })
    do {
      try checkTensors(of: weightMap)
    } catch {
      throw .safetensorsIndex(file: path, error)
    }
  }

  /// The pairs under `weight_map`; `nil` if there is no such field.
  private static func weightMap(
    _ index: [UInt8]
  ) throws(JSONFlaw) -> [(tensor: String, shard: String)]? {
    var map: [(String, String)]?
    var scanner = JSONScanner(index)
    try scanner.object { (field, scanner) throws(JSONFlaw) in
      guard field == "weight_map" else { return try scanner.skipValue() }
      var pairs: [(String, String)] = []
      try scanner.object { (tensor, scanner) throws(JSONFlaw) in
        pairs.append((tensor, try scanner.string()))
      }
      map = pairs
    }
    scanner.skipSpace()
    try scanner.expectOnlySpaces()
    return map
  }

  /// Checks that the shards hold the tensors that the index lists, each where it says.
  private func checkTensors(
    of weightMap: [(tensor: String, shard: String)]
  ) throws(SafetensorsIndexFlaw) {
    var listed = Set(weightMap.map(\.tensor))
    for (index, shard) in shards.enumerated() {
      for entry in shard.entries {
        guard shardOfTensor[entry.name] == index else {
          let expected = shardOfTensor[entry.name].map { shards[$0].path }
          throw .misplacedTensor(entry.name, shard: shard.path, expected: expected)
        }
        listed.remove(entry.name)
      }
    }
    for (tensor, shard) in weightMap where listed.contains(tensor) {
      throw .missingTensor(tensor, shard: shard)
    }
  }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { shardOfTensor[name] != nil }

  /// The tensor of this name.
  ///
  /// - Throws: ``TensorFileError/missingTensor(file:tensor:)`` or
  ///   ``TensorFileError/unreadableScalarType(file:tensor:type:)``.
  public func tensor(named name: String) throws(TensorFileError) -> Tensor {
    guard let shard = shardOfTensor[name] else { throw .missingTensor(file: path, tensor: name) }
    return try shards[shard].tensor(named: name)
  }

  /// All tensors, shard by shard.
  ///
  /// - Throws: ``TensorFileError/unreadableScalarType(file:tensor:type:)``.
  public func tensors() throws(TensorFileError) -> NamedTensors {
    var tensors = NamedTensors()
    for shard in shards {
      for entry in shard.entries { tensors[entry.name] = try shard.tensor(named: entry.name) }
    }
    return tensors
  }
}

/// Whether a text names a file in the same directory, on every system.
private func isFileName(_ text: String) -> Bool {
  !text.isEmpty && text != "." && text != ".."
    && !text.unicodeScalars.contains { $0 == "/" || $0 == "\\" || $0.value < 0x20 }
}

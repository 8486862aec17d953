public import Tensors

/// A file that `torch.save` or `joblib.dump` wrote, read without executing anything in it.
///
/// Three layouts are known: a zip archive (PyTorch 1.6 and later), the older stream of pickles, and
/// a bare pickle whose storages are such streams (`joblib`, as model hubs keep them). `Float`
/// tensors that lie in row-major order borrow their scalars from the mapped file; others are
/// converted. Checksums of tensors are not looked at, so that opening a large file costs nothing.
///
/// ```swift
/// let checkpoint = try TorchCheckpoint(path: "ghn2.pt")
/// let weights = try checkpoint.stateDictionary()
/// ```
public struct TorchCheckpoint: Sendable {
  /// The path by which the file was opened.
  public let path: String
  /// All that the file holds.
  public let root: PickleValue

  /// Reads the file at `path`.
  ///
  /// - Throws: ``TensorFileError/file(_:)``, ``TensorFileError/gitLFSPointer(file:)``,
  ///   ``TensorFileError/unknownFormat(file:expected:)``, ``TensorFileError/zip(file:_:)``,
  ///   ``TensorFileError/pickle(file:offset:_:)`` or ``TensorFileError/torch(file:_:)``.
  public init(path: String) throws(TensorFileError) {
    try self.init(path: path, file: ByteRegion(mapping: path))
  }

  /// Reads a file whose bytes are in memory; `path` is what errors call it.
  ///
  /// - Throws: what ``init(path:)`` throws, but for errors of the file system.
  public init(bytes: [UInt8], path: String) throws(TensorFileError) {
    try self.init(path: path, file: ByteRegion(bytes))
  }

  private init(path: String, file: ByteRegion) throws(TensorFileError) {
    guard !file.isGitLFSPointer else { throw .gitLFSPointer(file: path) }
    guard let layout = Layout(of: file) else {
      throw .unknownFormat(
        file: path, expected: "a PyTorch checkpoint (a zip archive or a pickle)")
    }
    self.path = path
    do {
      root =
        switch layout {
        case .archive: try Self.archive(file)
        case .stream: try Self.stream(file)
        case .pickle: try Self.pickle(file, fileLength: file.count) { _ in nil }
        }
    } catch {
      throw error.error(path: path)
    }
  }

  /// How the file is laid out, as its first bytes say.
  private enum Layout {
    case archive, stream, pickle

    init?(of file: ByteRegion) {
      if file.starts(with: "PK") {
        self = .archive
      } else if TorchStream.begins(file) {
        self = .stream
      } else if file.count > 0 && file[0] == PickleOperation.version.rawValue {
        self = .pickle
      } else {
        return nil
      }
    }
  }

  /// The archive's entries stand in one directory, which may have any name.
  private static func archive(_ file: ByteRegion) throws(TorchFailure) -> PickleValue {
    let archive: ZipDirectory
    do {
      archive = try ZipDirectory(of: file)
    } catch {
      // Programs are packed, and numbers are not.
      if case .compressed(let entry, _) = error, entry.contains("/code/") { throw .torch(.program) }
      if case .compressed(let entry, _) = error, entry.hasSuffix(".npy") {
        throw .torch(.numPyArrays)
      }
      throw .zip(error)
    }
    if archive.entries.contains(where: { $0.name.contains("/code/") }) { throw .torch(.program) }
    if archive.entries.contains(where: { $0.name.hasSuffix(".npy") }) { throw .torch(.numPyArrays) }
    let roots = archive.entries.map(\.name)
      .filter { $0.hasSuffix("/data.pkl") && $0.count { $0 == "/" } == 1 }
    guard let root = roots.first, roots.count == 1,
      let pickle = try zip({ () throws(ZipFlaw) in try archive.checkedData(of: root) })
    else { throw .torch(.entryCount(name: "data.pkl", found: roots.count)) }
    let prefix = root.dropLast("data.pkl".count)
    let order = try zip { () throws(ZipFlaw) in
      try archive.checkedData(of: "\(prefix)byteorder")
    }
    if let order {
      let text = order.count < 64 ? order.text : nil
      guard text == "little" else { throw .torch(.byteOrder(text ?? "other bytes")) }
    }
    return try Self.pickle(pickle, fileLength: file.count) { key in
      archive.data(of: "\(prefix)data/\(key)")
    }
  }

  /// Says of an error that it is the archive's.
  private static func zip<Result>(
    _ body: () throws(ZipFlaw) -> Result
  ) throws(TorchFailure) -> Result {
    do {
      return try body()
    } catch {
      throw .zip(error)
    }
  }

  private static func stream(_ file: ByteRegion) throws(TorchFailure) -> PickleValue {
    let stream = try TorchStream(
      file, allowsStreams: false, operationsLeft: PickleMachine.operationLimit)
    var tree = PickleTree(stream.machine, fileLength: file.count) { stream.storages[$0] }
    return try tree.value(of: stream.root)
  }

  /// Reads a pickle that fills `bytes`.
  private static func pickle(
    _ bytes: ByteRegion, fileLength: Int, storages: @escaping (_ key: String) -> ByteRegion?
  ) throws(TorchFailure) -> PickleValue {
    var machine = PickleMachine(
      bytes, at: 0, allowsStreams: true, operationsLeft: PickleMachine.operationLimit)
    let root = try machine.run()
    guard machine.offset == bytes.count else {
      throw .pickle(offset: machine.offset, .trailingBytes(bytes.count - machine.offset))
    }
    var tree = PickleTree(machine, fileLength: fileLength, storages: storages)
    return try tree.value(of: root)
  }
}

extension TorchCheckpoint {
  /// What trainers call the network's weights beside others, such as their averages.
  private static let names = [
    "state_dict", "model_state_dict", "model", "net", "network", "state_dict_ema", "model_ema",
  ]

  /// The file's named tensors: the dictionary under `state_dict`, or the root itself; or else, of the
  /// dictionaries of tensors in it, the one that trainers call so, or the only one, which may lie in
  /// another dictionary.
  ///
  /// - Throws: ``TensorFileError/torch(file:_:)`` if there is no such dictionary, or it holds
  ///   something else than tensors.
  public func stateDictionary() throws(TensorFileError) -> NamedTensors {
    let dictionary = root["state_dict"] ?? root.dictionaryOfTensors(named: Self.names) ?? root
    guard case .dictionary(let entries) = dictionary else {
      throw .torch(file: path, .noStateDictionary(found: dictionary.kind))
    }
    var tensors = NamedTensors()
    for entry in entries {
      guard case .string(let name) = entry.key else {
        throw .torch(file: path, .noStateDictionary(found: "a dict with \(entry.key.kind) as key"))
      }
      guard case .tensor(let tensor) = entry.value else {
        throw .torch(file: path, .notATensor(name: name, found: entry.value.kind))
      }
      tensors[name] = tensor
    }
    return tensors
  }

  /// What the file says of the model beside its tensors: the value under `config`, if any.
  public var configuration: PickleValue? { root["config"] }
}

extension PickleValue {
  /// Whether this is a dictionary of names and tensors.
  private var isStateDictionary: Bool {
    guard case .dictionary(let entries) = self, !entries.isEmpty else { return false }
    return entries.allSatisfy { entry in
      guard case .string = entry.key, case .tensor = entry.value else { return false }
      return true
    }
  }

  /// A dictionary of tensors in this one: that of the first of some names, or the only one; `nil` where
  /// this is one itself, or there is none `depth` dictionaries deep.
  fileprivate func dictionaryOfTensors(named names: [String], depth: Int = 2) -> PickleValue? {
    guard !isStateDictionary, case .dictionary(let entries) = self else { return nil }
    if let named = names.lazy.compactMap({ self[$0] }).first(where: \.isStateDictionary) {
      return named
    }
    let found = entries.filter(\.value.isStateDictionary)
    guard found.isEmpty, depth > 1 else { return found.count == 1 ? found[0].value : nil }
    let deeper = entries.compactMap {
      $0.value.dictionaryOfTensors(named: names, depth: depth - 1)
    }
    return deeper.count == 1 ? deeper[0] : nil
  }
}

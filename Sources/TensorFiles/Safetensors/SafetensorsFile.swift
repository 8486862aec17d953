import FileBytes
public import Tensors

/// A safetensors file, of which nothing is copied that can stay where it is.
///
/// Opening a file reads and checks the header only. `F32` tensors borrow their scalars from the
/// mapped file; other numbers are converted to `Float` when a tensor is asked for.
///
/// ```swift
/// let file = try SafetensorsFile(path: "ghn2.safetensors")
/// let weight = try file.tensor(named: "embed.weight")
/// ```
///
/// Source: the safetensors format, https://github.com/huggingface/safetensors#format
public struct SafetensorsFile: Sendable {
  /// The path by which the file was opened.
  public let path: String
  /// The tensors, in the order in which they lie in the file.
  public let entries: [TensorEntry]
  /// The texts that the file carries beside its tensors.
  public let metadata: [String: String]

  private let data: ByteRegion
  private let records: [String: (entry: TensorEntry, offsets: Range<Int>)]

  /// Opens the file at `path`.
  ///
  /// - Throws: ``TensorFileError/file(_:)``, ``TensorFileError/gitLFSPointer(file:)`` or
  ///   ``TensorFileError/safetensors(file:_:)``.
  public init(path: String) throws(TensorFileError) {
    try self.init(path: path, followingLink: true)
  }

  /// Opens the file at `path`, which may be a symbolic link only where `followingLink` says so.
  init(path: String, followingLink: Bool) throws(TensorFileError) {
    try self.init(path: path, file: ByteRegion(mapping: path, followingLink: followingLink))
  }

  /// Reads a file whose bytes are in memory; `path` is what errors call it.
  ///
  /// - Throws: ``TensorFileError/gitLFSPointer(file:)`` or
  ///   ``TensorFileError/safetensors(file:_:)``.
  public init(bytes: [UInt8], path: String) throws(TensorFileError) {
    try self.init(path: path, file: ByteRegion(bytes))
  }

  private init(path: String, file: ByteRegion) throws(TensorFileError) {
    guard !file.isGitLFSPointer else { throw .gitLFSPointer(file: path) }
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(of: file)
    } catch {
      throw .safetensors(file: path, error)
    }
    self.path = path
    metadata = header.metadata
    data = file[header.dataOffset..<file.count]
    entries = header.entries.map { TensorEntry(name: $0.name, shape: $0.shape, type: $0.type) }
    records = Dictionary(
      uniqueKeysWithValues: zip(entries, header.entries).map { ($0.name, ($0, $1.offsets)) })
  }

  /// The tensor of this name.
  ///
  /// - Throws: ``TensorFileError/missingTensor(file:tensor:)`` or
  ///   ``TensorFileError/unreadableScalarType(file:tensor:type:)``.
  public func tensor(named name: String) throws(TensorFileError) -> Tensor {
    guard let (entry, offsets) = records[name] else {
      throw .missingTensor(file: path, tensor: name)
    }
    guard let tensor = data[offsets].tensor(of: entry.type, shape: entry.shape) else {
      throw .unreadableScalarType(file: path, tensor: name, type: entry.type)
    }
    return tensor
  }

  /// All tensors, in the order in which they lie in the file.
  ///
  /// - Throws: ``TensorFileError/unreadableScalarType(file:tensor:type:)``.
  public func tensors() throws(TensorFileError) -> NamedTensors {
    var tensors = NamedTensors()
    for entry in entries { tensors[entry.name] = try tensor(named: entry.name) }
    return tensors
  }
}

extension ByteRegion {
  /// Maps the file at `path`.
  init(mapping path: String, followingLink: Bool = true) throws(TensorFileError) {
    do {
      self.init(try MappedFile(path: path, followingLink: followingLink))
    } catch {
      throw .file(error)
    }
  }

  /// Whether the bytes are the text that Git LFS leaves instead of a file.
  var isGitLFSPointer: Bool {
    count < 1024 && starts(with: "version https://git-lfs")
  }
}

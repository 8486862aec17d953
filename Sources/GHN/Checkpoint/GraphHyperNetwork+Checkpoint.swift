import Layers
public import TensorFiles
public import Tensors

extension GraphHyperNetwork {
  /// Reads a graph hypernetwork from a file: this library's safetensors, or what the published code
  /// writes (`.pt`).
  ///
  /// The contents decide which, not the name. What the file does not say of its network is read off
  /// the tensors: ``GHNCheckpoint`` says what.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    try self.init(GHNCheckpoint(path: path))
  }

  /// Makes the network of a checkpoint.
  ///
  /// - Throws: ``CheckpointError/parameter(file:_:)``.
  public init(_ checkpoint: GHNCheckpoint) throws(CheckpointError) {
    do {
      try self.init(checkpoint.configuration, from: checkpoint.tensors)
    } catch {
      throw .parameter(file: checkpoint.path, error)
    }
  }

  /// Writes the network to a safetensors file, with its configuration in the metadata.
  ///
  /// - Parameters:
  ///   - path: where the file will appear.
  ///   - others: what the file shall hold beside the network's tensors.
  ///   - metadata: texts that it shall carry beside the configuration.
  ///   - overwriting: whether a file that stands at `path` may be replaced.
  /// - Precondition: other tensors and texts have names of their own.
  /// - Throws: `TensorFileError`.
  public func write(
    to path: String, with others: NamedTensors = [:], metadata: [String: String] = [:],
    overwriting: Bool = false
  ) throws(TensorFileError) {
    var tensors = namedTensors
    for (name, tensor) in others {
      precondition(tensors[name] == nil, "two tensors named '\(name)'")
      tensors[name] = tensor
    }
    var texts = metadata
    texts["format"] = "pt"
    texts[ConfigurationMetadata.key] = ConfigurationMetadata(configuration).text
    let writer = try SafetensorsWriter(
      path: path, entries: tensors.entries, metadata: texts, overwriting: overwriting)
    try writer.finish(with: tensors)
  }
}

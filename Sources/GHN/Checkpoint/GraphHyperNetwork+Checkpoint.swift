import Layers
public import TensorFiles
import Tensors

extension GraphHyperNetwork {
  /// Reads a graph hypernetwork from a file: this library's safetensors, or what the published code
  /// writes (`.pt`).
  ///
  /// The contents decide which, not the name. What the file does not say of its network is read off
  /// the tensors.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    let checkpoint: (tensors: NamedTensors, metadata: String?, stated: PickleValue?)
    do {
      checkpoint = try Self.contents(of: path)
    } catch {
      throw .file(error)
    }
    let configuration =
      if let metadata = checkpoint.metadata {
        try ConfigurationMetadata(metadata, file: path).configuration
      } else {
        try ConfigurationSource(file: path, tensors: checkpoint.tensors, stated: checkpoint.stated)
          .configuration()
      }
    do {
      try self.init(configuration, from: checkpoint.tensors)
    } catch {
      throw .parameter(file: path, error)
    }
  }

  /// What a file holds: tensors, and what it says of the network's configuration.
  private static func contents(
    of path: String
  ) throws(TensorFileError) -> (tensors: NamedTensors, metadata: String?, stated: PickleValue?) {
    let noSafetensors: TensorFileError
    do {
      let file = try SafetensorsFile(path: path)
      return (try file.tensors(), file.metadata[ConfigurationMetadata.key], nil)
    } catch {
      guard case .safetensors = error else { throw error }
      noSafetensors = error
    }
    do {
      let file = try TorchCheckpoint(path: path)
      return (try file.stateDictionary(), nil, file.configuration)
    } catch .unknownFormat {
      // Eight bytes that are no length are those of something else altogether.
      guard case .safetensors(_, .headerLength) = noSafetensors else { throw noSafetensors }
      throw .unknownFormat(file: path, expected: "a safetensors file or a PyTorch checkpoint")
    }
  }

  /// Writes the network to a safetensors file, with its configuration in the metadata.
  ///
  /// - Parameters:
  ///   - path: where the file will appear.
  ///   - overwriting: whether a file that stands at `path` may be replaced.
  /// - Throws: `TensorFileError`.
  public func write(to path: String, overwriting: Bool = false) throws(TensorFileError) {
    let tensors = namedTensors
    let writer = try SafetensorsWriter(
      path: path, entries: tensors.entries,
      metadata: [
        "format": "pt", ConfigurationMetadata.key: ConfigurationMetadata(configuration).text,
      ], overwriting: overwriting)
    try writer.finish(with: tensors)
  }
}

import TensorFiles
public import Tensors

/// A file of a graph hypernetwork: its tensors, and what is known of its configuration.
///
/// Tensors borrow their scalars from the mapped file, so that even the largest published models
/// open at once and are in memory only once, in the system's page cache.
///
/// ```swift
/// let checkpoint = try GHNCheckpoint(path: "ghn3xlm16.pt")
/// print(checkpoint.inferredSettings)
/// let ghn = try GraphHyperNetwork(checkpoint)
/// ```
public struct GHNCheckpoint: Sendable {
  /// The path by which the file was opened.
  public let path: String
  /// The file's tensors, by the names that the file gives them, but for ``removedPrefix``.
  public let tensors: NamedTensors
  /// The configuration of the network.
  public let configuration: GHNConfiguration
  /// What the file does not say of the configuration and was read off the tensors, in the published
  /// code's names: for example `hid = 64`.
  public let inferredSettings: [String]
  /// What the names in the file begin with, and those of ``tensors`` do not: `module.` and
  /// `_orig_mod.`, which PyTorch's wrappers for parallel and compiled models put there, or the name that
  /// a trainer's own module gives the network, such as `model.`.
  public let removedPrefix: String
  /// What the network was trained for, if the file says so.
  public let task: TrainedTask?

  /// Opens a file: this library's safetensors, or what the published code writes (`.pt`).
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    let contents: (tensors: NamedTensors, metadata: [String: String], stated: PickleValue?)
    do {
      contents = try Self.contents(of: path)
    } catch {
      throw .file(error)
    }
    self.path = path
    (tensors, removedPrefix) = contents.tensors.withoutWrapperPrefix
    task = contents.metadata[TrainedTask.key].flatMap(TrainedTask.init)
    if let metadata = contents.metadata[ConfigurationMetadata.key] {
      configuration = try ConfigurationMetadata(metadata, file: path).configuration
      inferredSettings = []
    } else {
      var source = ConfigurationSource(
        file: path, tensors: tensors, stated: contents.stated)
      configuration = try source.configuration()
      inferredSettings = source.inferredSettings
    }
  }

  /// What a file holds: tensors, and what it says of the network's configuration.
  private static func contents(
    of path: String
  ) throws(TensorFileError) -> (
    tensors: NamedTensors, metadata: [String: String], stated: PickleValue?
  ) {
    let noSafetensors: TensorFileError
    do {
      let file = try SafetensorsFile(path: path)
      return (try file.tensors(), file.metadata, nil)
    } catch {
      guard case .safetensors = error else { throw error }
      noSafetensors = error
    }
    do {
      let file = try TorchCheckpoint(path: path)
      return (try file.stateDictionary(), [:], file.configuration)
    } catch .unknownFormat {
      // Eight bytes that are no length are those of something else altogether.
      guard case .safetensors(_, .headerLength) = noSafetensors else { throw noSafetensors }
      throw .unknownFormat(file: path, expected: "a safetensors file or a PyTorch checkpoint")
    }
  }
}

extension NamedTensors {
  /// The tensors without what wrappers and trainers put before every name, and what that is: what stands
  /// before the table of primitives, which every GHN has.
  fileprivate var withoutWrapperPrefix: (NamedTensors, prefix: String) {
    let table = "embed.weight"
    let found = names.filter { $0.hasSuffix(".\(table)") }
    guard self[table] == nil, found.count == 1,
      case let prefix = String(found[0].dropLast(table.count)),
      names.allSatisfy({ $0.hasPrefix(prefix) })
    else { return (self, "") }
    var tensors = NamedTensors()
    for (name, tensor) in self { tensors[String(name.dropFirst(prefix.count))] = tensor }
    return (tensors, prefix)
  }
}

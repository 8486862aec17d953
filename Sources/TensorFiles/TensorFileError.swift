public import FileBytes
public import Tensors

/// What can go wrong between a weight file and named tensors.
///
/// The cases say which kind of file was at fault; the flaw that each carries says where in it, and
/// with which values.
public enum TensorFileError: Error, Equatable, Sendable {
  /// The file system refused.
  case file(FileError)
  /// The file is a Git LFS pointer: the text that stands for a file that was not downloaded.
  case gitLFSPointer(file: String)
  /// The bytes follow none of the formats that were expected.
  case unknownFormat(file: String, expected: String)
  /// The file claims to be safetensors, and is not sound.
  case safetensors(file: String, SafetensorsFlaw)
  /// The file claims to be an index of safetensors files, and is not sound.
  case safetensorsIndex(file: String, SafetensorsIndexFlaw)
  /// The file claims to be a zip archive, and is not one that a checkpoint needs.
  case zip(file: String, ZipFlaw)
  /// The file holds a pickle, and not one that a checkpoint needs; `offset` counts from the
  /// beginning of the pickle.
  case pickle(file: String, offset: Int, PickleFlaw)
  /// The file is a PyTorch checkpoint whose contents do not fit together.
  case torch(file: String, TorchFlaw)
  /// The file has no tensor of this name.
  case missingTensor(file: String, tensor: String)
  /// The tensor's number format cannot be read as `Float`.
  case unreadableScalarType(file: String, tensor: String, type: ScalarType)
  /// The tensor cannot be written.
  case unwritableTensor(file: String, tensor: String, UnwritableTensorFlaw)
}

extension TensorFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .gitLFSPointer(let file):
      "\(file): expected weights, found a Git LFS pointer; fetch the file itself with 'git lfs pull'"
    case .unknownFormat(let file, let expected):
      "\(file): expected \(expected), found bytes of another format"
    case .safetensors(let file, let flaw): "\(file): \(flaw)"
    case .safetensorsIndex(let file, let flaw): "\(file): \(flaw)"
    case .zip(let file, let flaw): "\(file): \(flaw)"
    case .pickle(let file, let offset, let flaw): "\(file): pickle byte \(offset): \(flaw)"
    case .torch(let file, let flaw): "\(file): \(flaw)"
    case .missingTensor(let file, let tensor):
      "\(file): expected a tensor named '\(tensor)', found none"
    case .unreadableScalarType(let file, let tensor, let type):
      "\(file): tensor '\(tensor)': expected numbers that can be read as Float, "
        + "found type \(type.rawValue)"
    case .unwritableTensor(let file, let tensor, let flaw): "\(file): tensor '\(tensor)': \(flaw)"
    }
  }
}

/// Why a tensor cannot be written.
public enum UnwritableTensorFlaw: Error, Equatable, Sendable {
  /// The name was declared twice.
  case duplicateName
  /// The format gives this name another meaning, or cannot hold it.
  case reservedName
  /// The shape's scalars take more bytes than an `Int` counts.
  case tooLarge(Shape)
  /// At the end, not every scalar had been written, or some had been twice.
  case incomplete(expected: Int, found: Int)
}

extension UnwritableTensorFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateName: "expected distinct names, found this one twice"
    case .reservedName: "expected a name that the format can hold"
    case .tooLarge(let shape): "expected a size below 2^63 bytes, found shape \(shape)"
    case .incomplete(let expected, let found):
      "expected \(expected) scalars before the end, found \(found) written"
    }
  }
}

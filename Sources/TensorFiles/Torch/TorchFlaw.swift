/// Why the parts of a PyTorch checkpoint do not fit together.
public enum TorchFlaw: Error, Equatable, Sendable {
  /// The archive lacks an entry, or has it more than once.
  case entryCount(name: String, found: Int)
  /// The bytes are in another order than little-endian.
  case byteOrder(String)
  /// The version of a stream is another than the one that is known.
  case protocolVersion(Int)
  /// A stream lacks its header, or it says something unexpected.
  case streamHeader(expected: String)
  /// The key of a storage is not a number.
  case storageKey(String)
  /// A storage is missing.
  case missingStorage(String)
  /// A storage has more or fewer bytes than its scalars need.
  case storageLength(key: String, expected: Int, found: Int)
  /// A tensor's extents, strides or offset are negative, overflow or leave its storage.
  case tensorBounds(storage: String, offset: Int, extents: [Int], strides: [Int])
  /// Copies of tensors would take more memory than the file could ask for in good faith.
  case tooManyCopies(limit: Int)
  /// The file has no dictionary of tensors.
  case noStateDictionary(found: String)
  /// The archive is a program of TorchScript.
  case program
  /// The archive has arrays of NumPy, as `.npz` files do.
  case numPyArrays
  /// The dictionary of tensors holds something else.
  case notATensor(name: String, found: String)
}

extension TorchFlaw: CustomStringConvertible {
  public var description: String {
    switch self {
    case .entryCount(let name, let found):
      "archive: expected one entry '\(name)', found \(found)"
    case .byteOrder(let order): "byte order: expected little, found '\(order)'"
    case .protocolVersion(let version): "stream: expected protocol version 1001, found \(version)"
    case .streamHeader(let expected): "stream: expected \(expected), found something else"
    case .storageKey(let key): "storage '\(key)': expected a number for a key, found other text"
    case .missingStorage(let key): "storage '\(key)': expected its bytes, found none"
    case .storageLength(let key, let expected, let found):
      "storage '\(key)': expected \(expected) bytes, found \(found)"
    case .tensorBounds(let storage, let offset, let extents, let strides):
      "storage '\(storage)': expected a tensor within, found offset \(offset), "
        + "extents \(extents), strides \(strides)"
    case .tooManyCopies(let limit):
      "tensors: expected at most \(limit) scalars that need a copy, found more"
    case .noStateDictionary(let found):
      "root: expected a dictionary of tensors, found \(found)"
    case .program:
      "archive: expected tensors, found a program of TorchScript, which is not executed"
    case .numPyArrays:
      "archive: expected tensors of PyTorch, found arrays of NumPy (.npz), which are not read"
    case .notATensor(let name, let found):
      "state dictionary '\(name)': expected a tensor, found \(found)"
    }
  }
}

/// A value while the pickle that makes it still runs.
///
/// Containers hold the numbers of other nodes, because a pickle goes on filling a container after
/// it has referred to it.
enum PickleNode {
  /// What needs nothing more to be whole: no container, and no tensor whose scalars are not read.
  case value(PickleValue)
  /// Bytes, by where they lie in the pickle.
  case bytes(Range<Int>)
  case list([Int])
  case tuple([Int])
  /// Keys and values in turn.
  case dictionary([Int], DictionaryKind)
  case global(PickleGlobal)
  case foreign(ForeignObject)
  /// A number type of NumPy, such as `f8`.
  case numpyType(String)
  /// Bytes, each as the character of its number.
  case encoded(String)
  indirect case storage(TorchStorage)
  indirect case tensor(TorchTensor)

  /// What pairs of keys and values make up.
  enum DictionaryKind {
    case plain
    /// `collections.OrderedDict`, which may be given attributes beside its pairs.
    case ordered
    /// `argparse.Namespace`, whose attributes are the pairs.
    case namespace
  }

  /// What kind of value this is, in Python's words.
  var kind: String {
    switch self {
    case .value(let value): value.kind
    case .bytes: "bytes"
    case .list: PickleValue.list([]).kind
    case .tuple: PickleValue.tuple([]).kind
    case .dictionary: PickleValue.dictionary([]).kind
    case .global: "a class or function"
    case .foreign(let object): PickleValue.opaque(object.name.full).kind
    case .numpyType: "a type of NumPy"
    case .encoded: "bytes"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// What goes wrong while a checkpoint is read, before it is known which file it is.
enum TorchFailure: Error {
  case pickle(offset: Int, PickleFlaw)
  case torch(TorchFlaw)
  case zip(ZipFlaw)

  /// The module's error for the file at `path`.
  func error(path: String) -> TensorFileError {
    switch self {
    case .pickle(let offset, let flaw): .pickle(file: path, offset: offset, flaw)
    case .torch(let flaw): .torch(file: path, flaw)
    case .zip(let flaw): .zip(file: path, flaw)
    }
  }
}

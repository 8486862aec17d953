public import Tensors

/// What a pickle holds: plain data and tensors, nothing that could be executed.
public enum PickleValue: Equatable, Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case double(Double)
  case string(String)
  case list([PickleValue])
  case tuple([PickleValue])
  /// A dictionary, an ordered dictionary, or the attributes of a namespace, in order; keys differ.
  case dictionary([PickleEntry])
  case tensor(Tensor)
  /// An array of NumPy's whose numbers are bytes, as the batches of CIFAR have.
  case array(PickleArray)
  /// Something that is not looked into, such as a path, a set or an array of NumPy, by the full name
  /// of its class.
  case opaque(String)
}

/// A key and its value in a dictionary of a pickle.
public struct PickleEntry: Equatable, Sendable {
  /// The key.
  public var key: PickleValue
  /// The value.
  public var value: PickleValue

  /// Makes an entry from its parts.
  public init(key: PickleValue, value: PickleValue) {
    self.key = key
    self.value = value
  }
}

extension PickleValue {
  /// The value of a key in a dictionary; `nil` for other keys and other kinds of value.
  ///
  /// - Complexity: O(number of keys).
  public subscript(key: String) -> PickleValue? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries.first { $0.key == .string(key) }?.value
  }

  /// The elements of a list or tuple; `nil` for other kinds of value.
  public var elements: [PickleValue]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// What kind of value this is, in Python's words.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .integer: "an int"
    case .double: "a float"
    case .string: "a str"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dictionary: "a dict"
    case .tensor: "a tensor"
    case .array: "an array"
    case .opaque(let name): "an object of \(name)"
    }
  }
}

/// An array of bytes in a pickle, row-major.
public struct PickleArray: Equatable, Sendable {
  /// The extents of the array.
  public let extents: [Int]
  private let region: ByteRegion

  init(extents: [Int], region: ByteRegion) {
    self.extents = extents
    self.region = region
  }

  /// A copy of its numbers.
  public var bytes: [UInt8] { region.bytes }

  /// Whether both have the same extents and numbers.
  public static func == (left: PickleArray, right: PickleArray) -> Bool {
    left.extents == right.extents && left.bytes == right.bytes
  }
}

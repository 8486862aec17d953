import Tensors

/// An architecture as it stands in JSON; docs/architecture-json.md says what each field means.
struct ArchitectureJSON: Codable {
  /// What the text says of itself.
  static let formatName = "ghn-architecture"
  /// The newest version that is read; the first knows no ``batch``.
  static let currentVersion = 2
  /// The batch of texts of the first version.
  static let firstVersionBatch = 2

  var format: String
  var version: Int
  var name: String
  /// The batch for which results state extents where an input leaves its first one open.
  var batch: Int?
  var inputs: [ValueJSON]
  var parameters: [ParameterJSON]
  var constants: [ConstantJSON]?
  var operations: [OperationJSON]
  var outputs: [String]
}

/// An input, or the result of an operation.
struct ValueJSON: Codable {
  var name: String
  /// One entry an axis, `null` where it varies; missing where not even the rank is known.
  var extents: [Int?]?
}

/// A parameter, or, if `trainable` is false, a buffer.
struct ParameterJSON: Codable {
  var name: String
  var shape: [Int]
  var trainable: Bool?
}

/// A constant; one of `integers` and `reals`, or neither where nobody read its numbers.
struct ConstantJSON: Codable {
  var name: String
  var extents: [Int?]?
  var integers: [Int]?
  var reals: [Float]?
}

/// An operation: what it computes, from which values, and what its results are called.
struct OperationJSON: Codable {
  var name: String
  var kind: OperationKind
  var inputs: [String?]
  var outputs: [ValueJSON]

  private enum Key: String, CodingKey {
    case name, inputs, outputs
  }

  init(name: String, kind: OperationKind, inputs: [String?], outputs: [ValueJSON]) {
    self.name = name
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decode(String.self, forKey: .name)
    kind = try OperationKindJSON(from: decoder).kind
    inputs = try fields.decode([String?].self, forKey: .inputs)
    outputs = try fields.decode([ValueJSON].self, forKey: .outputs)
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try OperationKindJSON(kind).encode(to: encoder)
    try fields.encode(inputs, forKey: .inputs)
    try fields.encode(outputs, forKey: .outputs)
  }
}

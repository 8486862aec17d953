import Tensors

/// What an ONNX tensor says of itself; its numbers stay where they are.
///
/// Source: ONNX, `onnx.proto`, message `TensorProto`.
struct TensorRecord {
  var name = ""
  var extents: [Int] = []
  var type = ElementType.undefined
  /// Where the numbers lie, of whichever field has them.
  var payload: Payload?
  /// Key and value of each `external_data` entry; neither is looked at before the data are read.
  var externalData: [(key: String, value: String)] = []
  var isExternal = false
  /// Whether the numbers stand in a node, and not among the graph's initializers.
  var isInNode = false

  enum Payload {
    /// Little-endian, packed.
    case raw(Range<Int>)
    /// `float_data`: 32-bit numbers, packed.
    case floats(Range<Int>)
    /// `double_data`: 64-bit numbers, packed.
    case doubles(Range<Int>)
    /// `int32_data`, `int64_data` or `uint64_data`, packed.
    case varints(Range<Int>)
    /// Numbers of a node, which have been read with it.
    case known(Literal.Numbers)
    /// Some of these fields one number at a time, `string_data`, or few among zeros; such numbers are not
    /// read.
    case scattered
  }

  /// `TensorProto.DataType`.
  enum ElementType: Equatable {
    case undefined, float, double, float16, bfloat16, boolean
    case integer(bits: Int, isSigned: Bool)
    /// Strings, complex numbers and the formats of at most 8 bits.
    case other(Int)

    init(_ code: Int) {
      switch code {
      case 0: self = .undefined
      case 1: self = .float
      case 2: self = .integer(bits: 8, isSigned: false)
      case 3: self = .integer(bits: 8, isSigned: true)
      case 4: self = .integer(bits: 16, isSigned: false)
      case 5: self = .integer(bits: 16, isSigned: true)
      case 6: self = .integer(bits: 32, isSigned: true)
      case 7: self = .integer(bits: 64, isSigned: true)
      case 9: self = .boolean
      case 10: self = .float16
      case 11: self = .double
      case 12: self = .integer(bits: 32, isSigned: false)
      case 13: self = .integer(bits: 64, isSigned: false)
      case 16: self = .bfloat16
      default: self = .other(code)
      }
    }

    /// How many bytes a number takes; `nil` if that is not the same for all.
    var width: Int? {
      switch self {
      case .float: 4
      case .double: 8
      case .float16, .bfloat16: 2
      case .boolean: 1
      case .integer(let bits, _): bits / 8
      case .undefined, .other: nil
      }
    }

    /// Whether this is how indices in a list of classes, or their names, are told.
    var tellsNames: Bool {
      switch self {
      case .integer(bits: 64, _), .other(Self.text): true
      case .undefined, .float, .double, .float16, .bfloat16, .boolean, .integer, .other: false
      }
    }

    /// `TensorProto.DataType.STRING`.
    private static let text = 8

    /// Whether its numbers have 8 bits or fewer, whole ones and real ones.
    var isOfFewBits: Bool {
      switch self {
      case .integer(bits: 8, _): true
      case .other(let code): code >= Self.firstOfFewBits
      case .undefined, .float, .double, .float16, .bfloat16, .boolean, .integer: false
      }
    }

    /// `TensorProto.DataType.FLOAT8E4M3FN`; up to it stand strings and complex numbers.
    private static let firstOfFewBits = 17

    /// Whether its numbers are real ones of 8 bits or fewer, or whole ones of 4 or fewer.
    var isSmallest: Bool {
      if case .other = self { isOfFewBits } else { false }
    }

    /// Whether its numbers can be learned.
    var isReal: Bool {
      switch self {
      case .float, .double, .float16, .bfloat16: true
      case .undefined, .boolean, .integer, .other: false
      }
    }
  }
}

extension TensorRecord {
  /// How many numbers the extents promise; `nil` where that is too many to be told.
  var count: Int? { Shape(checking: extents)?.count }

  /// Reads what the tensor in `range` says of itself.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  init(_ range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: try readExtents(field, in: bytes)
      case 2: type = ElementType(try field.integer())
      case 4: note(field) { .floats($0) }
      case 5, 7, 11: note(field) { .varints($0) }
      case 6: payload = .scattered
      case 8: name = try bytes.text(field.message())
      case 9: payload = .raw(try field.message())
      case 10: note(field) { .doubles($0) }
      case 13: externalData.append(try bytes.entry(field.message()))
      case 14: isExternal = try field.integer() == 1
      default: break
      }
    }
    try checkExtents()
  }

  /// Reads what the sparse tensor in `range` says of itself; its numbers are not read.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)``.
  ///
  /// Source: ONNX, `onnx.proto`, message `SparseTensorProto`.
  init(sparse range: Range<Int>, in bytes: RawSpan) throws(ArchitectureError) {
    var cursor = WireCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1:
        let values = try TensorRecord(field.message(), in: bytes)
        (name, type) = (values.name, values.type)
      case 3: try readExtents(field, in: bytes)
      default: break
      }
    }
    payload = .scattered
    try checkExtents()
  }

  private func checkExtents() throws(ArchitectureError) {
    guard extents.allSatisfy({ $0 >= 0 }) else {
      throw .malformed(
        location: "tensor '\(name)'", expected: "extents of at least 0", found: "\(extents)")
    }
    guard extents.count <= 64 else {
      throw .tooLarge(location: "tensor '\(name)'", limit: "64 axes", found: "\(extents.count)")
    }
  }

  private mutating func readExtents(
    _ field: WireField, in bytes: RawSpan
  ) throws(ArchitectureError) {
    guard case .bytes(let packed) = field.content else {
      extents.append(try field.integer())
      return
    }
    var cursor = WireCursor(packed)
    while extents.count <= 64, let extent = try cursor.nextVarint(in: bytes) {
      extents.append(Int(truncatingIfNeeded: extent))
    }
  }

  private mutating func note(_ field: WireField, _ payload: (Range<Int>) -> Payload) {
    if case .bytes(let range) = field.content, self.payload == nil {
      self.payload = payload(range)
    } else {
      self.payload = .scattered
    }
  }
}

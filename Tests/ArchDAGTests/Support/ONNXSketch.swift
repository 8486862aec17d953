/// Writes small ONNX files, right or wrong, for tests.
struct ONNXSketch {
  var nodes: [[UInt8]] = []
  var initializers: [[UInt8]] = []
  var inputs: [[UInt8]] = []
  var outputs: [[UInt8]] = []
  var functions: [[UInt8]] = []
  var operatorSet: Int

  init(operatorSet: Int = 20) { self.operatorSet = operatorSet }

  /// The whole file.
  var bytes: [UInt8] { bytes(adding: []) }

  /// The whole file, with other fields in its graph.
  func bytes(adding fields: [UInt8]) -> [UInt8] {
    let graph =
      fields + nodes.flatMap { Self.field(1, $0) } + initializers.flatMap { Self.field(5, $0) }
      + inputs.flatMap { Self.field(11, $0) } + outputs.flatMap { Self.field(12, $0) }
    return Self.number(1, 8) + Self.field(7, graph) + functions.flatMap { Self.field(25, $0) }
      + Self.field(8, Self.field(1, "") + Self.number(2, operatorSet))
  }

  /// Adds an input of real numbers; `nil` for an extent that may vary.
  mutating func input(_ name: String, _ extents: [Int?], type: Int = 1) {
    inputs.append(Self.valueInfo(name, extents, type: type))
  }

  /// Adds an output.
  mutating func output(_ name: String) { outputs.append(Self.valueInfo(name, [], type: 1)) }

  /// Adds a parameter whose numbers lie in a file that does not exist.
  mutating func parameter(_ name: String, _ extents: [Int]) {
    let location = Self.field(1, "location") + Self.field(2, "absent.data")
    tensor(name, extents, extra: Self.field(13, location) + Self.number(14, 1))
  }

  /// Adds a constant of whole numbers.
  mutating func integers(_ name: String, _ values: [Int]) {
    tensor(name, [values.count], type: 7, extra: Self.field(9, values.flatMap(Self.word)))
  }

  /// Adds a constant of one real number.
  mutating func real(_ name: String, _ value: Float) {
    tensor(name, [], extra: Self.field(9, Array(Self.word(Int(value.bitPattern)).prefix(4))))
  }

  /// Adds an initializer of real numbers that the file holds.
  mutating func reals(_ name: String, _ extents: [Int], _ numbers: [Float]) {
    tensor(
      name, extents,
      extra: Self.field(9, numbers.flatMap { Self.word(Int($0.bitPattern)).prefix(4) }))
  }

  /// Adds an initializer with any fields behind its name.
  mutating func tensor(_ name: String, _ extents: [Int], type: Int = 1, extra: [UInt8]) {
    initializers.append(
      extents.flatMap { Self.number(1, $0) } + Self.number(2, type) + Self.field(8, name) + extra)
  }

  /// Adds a node; it is named after its first result.
  mutating func node(
    _ type: String, _ inputs: [String], _ outputs: [String], _ attributes: [UInt8]...,
    domain: String = ""
  ) {
    nodes.append(
      inputs.flatMap { Self.field(1, $0) } + outputs.flatMap { Self.field(2, $0) }
        + Self.field(3, outputs.first ?? "") + Self.field(4, type)
        + attributes.flatMap { Self.field(5, $0) } + Self.field(7, domain))
  }

  /// Adds an operator `local::name` that the file defines itself.
  mutating func function(
    _ name: String, _ inputs: [String], _ outputs: [String], defaults: [[UInt8]] = [],
    _ body: (inout ONNXSketch) -> Void
  ) {
    var sketch = ONNXSketch()
    body(&sketch)
    functions.append(
      Self.field(1, name) + inputs.flatMap { Self.field(4, $0) }
        + outputs.flatMap { Self.field(5, $0) } + sketch.nodes.flatMap { Self.field(7, $0) }
        + Self.field(10, "local") + defaults.flatMap { Self.field(11, $0) })
  }

  // MARK: Attributes

  /// An attribute that takes the value of the attribute `source` of a function's call.
  static func attribute(_ name: String, of source: String) -> [UInt8] {
    field(1, name) + field(21, source)
  }

  static func attribute(_ name: String, _ value: Int) -> [UInt8] {
    field(1, name) + number(3, value) + number(20, 2)
  }

  static func attribute(_ name: String, _ values: [Int]) -> [UInt8] {
    field(1, name) + values.flatMap { number(8, $0) } + number(20, 7)
  }

  static func attribute(_ name: String, _ value: Float) -> [UInt8] {
    field(1, name) + [2 << 3 | 5] + word(Int(value.bitPattern)).prefix(4) + number(20, 1)
  }

  static func attribute(_ name: String, texts: [String]) -> [UInt8] {
    field(1, name) + texts.flatMap { field(9, $0) } + number(20, 8)
  }

  static func attribute(_ name: String, _ text: String) -> [UInt8] {
    field(1, name) + field(4, text) + number(20, 3)
  }

  // MARK: Protobuf

  static func valueInfo(_ name: String, _ extents: [Int?], type: Int) -> [UInt8] {
    let shape = extents.flatMap { extent in
      field(1, extent.map { number(1, $0) } ?? field(2, "N"))
    }
    return field(1, name) + field(2, field(1, number(1, type) + field(2, shape)))
  }

  static func number(_ number: Int, _ value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    repeat {
      let low = UInt8(rest & 0x7F)
      rest >>= 7
      bytes.append(rest == 0 ? low : low | 0x80)
    } while rest > 0
    return bytes
  }

  /// Eight bytes, least significant first.
  static func word(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Reads the attributes of an operation, and refuses those that no operation can have.
struct AttributeReader {
  private typealias Key = OperationKindJSON.Key
  private let fields: KeyedDecodingContainer<OperationKindJSON.Key>

  init(_ fields: KeyedDecodingContainer<OperationKindJSON.Key>) {
    self.fields = fields
  }

  /// Numbers beyond are no axis, extent, stride or padding of any network.
  private static let integerRange = -(1 << 31)...(1 << 31)

  func integer(_ key: OperationKindJSON.Key) throws -> Int {
    try checked(fields.decode(Int.self, forKey: key), key)
  }

  func optionalInteger(_ key: OperationKindJSON.Key) throws -> Int? {
    fields.contains(key) ? try integer(key) : nil
  }

  func positiveInteger(_ key: OperationKindJSON.Key) throws -> Int {
    let number = try integer(key)
    guard number > 0 else { throw refusal(key, "a number from 1 on", "\(number)") }
    return number
  }

  func integers(_ key: OperationKindJSON.Key) throws -> [Int] {
    try fields.decode([Int].self, forKey: key).map { try checked($0, key) }
  }

  func optionalIntegers(_ key: OperationKindJSON.Key) throws -> [Int]? {
    try fields.decodeIfPresent([Int].self, forKey: key)?.map { try checked($0, key) }
  }

  func real(_ key: OperationKindJSON.Key) throws -> Float {
    let number = try fields.decode(Float.self, forKey: key)
    guard number.isFinite else { throw refusal(key, "a finite number", "\(number)") }
    return number
  }

  func optionalReal(_ key: OperationKindJSON.Key) throws -> Float? {
    try fields.decodeIfPresent(Float.self, forKey: key)
  }

  func optionalReals(_ key: OperationKindJSON.Key) throws -> [Float]? {
    let numbers = try fields.decodeIfPresent([Float].self, forKey: key)
    guard numbers?.allSatisfy(\.isFinite) ?? true else {
      throw refusal(key, "finite numbers", "others")
    }
    return numbers
  }

  func flag(_ key: OperationKindJSON.Key) throws -> Bool {
    try fields.decode(Bool.self, forKey: key)
  }

  func optionalFlag(_ key: OperationKindJSON.Key) throws -> Bool? {
    try fields.decodeIfPresent(Bool.self, forKey: key)
  }

  func text(_ key: OperationKindJSON.Key) throws -> String {
    try fields.decode(String.self, forKey: key)
  }

  func equation() throws -> EinsumEquation {
    let text = try text(.equation)
    guard let equation = EinsumEquation(text) else {
      throw refusal(.equation, "an equation such as 'bhid,bhjd->bhij'", "'\(text.prefix(40))'")
    }
    return equation
  }

  /// One of the names of a closed list.
  func name<Name: RawRepresentable<String> & CaseIterable>(
    _ key: OperationKindJSON.Key
  ) throws -> Name {
    let text = try fields.decode(String.self, forKey: key)
    guard let name = Name(rawValue: text) else {
      throw refusal(
        key, "one of " + Name.allCases.map(\.rawValue).joined(separator: ", "),
        "'\(text.prefix(40))'")
    }
    return name
  }

  /// One of the names of a closed list, or none.
  func optionalName<Name: RawRepresentable<String> & CaseIterable>(
    _ key: OperationKindJSON.Key
  ) throws -> Name? {
    guard fields.contains(key) else { return nil }
    return try name(key) as Name
  }

  func convolution() throws -> ConvolutionAttributes {
    let strides = try positive(.strides)
    return ConvolutionAttributes(
      strides: strides, padding: try padding(axes: strides.count),
      dilations: try positive(.dilations, count: strides.count),
      groups: try integer(.groups))
  }

  func pooling() throws -> PoolingAttributes {
    let kernel = try positive(.kernel)
    return PoolingAttributes(
      kernel: kernel, strides: try positive(.strides, count: kernel.count),
      padding: try padding(axes: kernel.count),
      dilations: try positive(.dilations, count: kernel.count),
      roundsUp: try flag(.roundsUp), countsPadding: try flag(.countsPadding))
  }

  func activation() throws -> Activation {
    let function: ActivationName = try name(.function)
    return switch function {
    case .relu: .relu
    case .leakyRelu: .leakyRelu(slope: try real(.slope))
    case .prelu: .prelu
    case .elu: .elu(alpha: try real(.alpha))
    case .selu: .selu
    case .sigmoid: .sigmoid
    case .hardSigmoid: .hardSigmoid(slope: try real(.slope), offset: try real(.offset))
    case .tanh: .tanh
    case .softplus: .softplus
    case .mish: .mish
    case .gelu: .gelu(isApproximate: try flag(.isApproximate))
    case .silu: .silu
    case .hardSwish: .hardSwish
    case .clip:
      .clip(minimum: try optionalReal(.minimum), maximum: try optionalReal(.maximum))
    }
  }

  /// A list of activations that need no operand; empty where it is left out.
  func activations(_ key: OperationKindJSON.Key) throws -> [Activation] {
    guard fields.contains(key) else { return [] }
    var list = try fields.nestedUnkeyedContainer(forKey: key)
    var activations: [Activation] = []
    while !list.isAtEnd {
      let entry = try list.nestedContainer(keyedBy: OperationKindJSON.Key.self)
      let activation = try AttributeReader(entry).activation()
      guard activation != .prelu, activations.count < 3 else {
        throw refusal(key, "at most three functions without operands", "others")
      }
      activations.append(activation)
    }
    return activations
  }

  func slices() throws -> [AxisSlice] {
    let slices = try fields.decode([SliceJSON].self, forKey: .slices)
    return try slices.map { slice in
      guard slice.step != 0 else { throw refusal(.slices, "a step other than 0", "0") }
      return AxisSlice(
        axis: try checked(slice.axis, .slices), start: slice.start, end: slice.end,
        step: try checked(slice.step, .slices))
    }
  }

  private func padding(axes: Int) throws -> [Int] {
    let padding = try integers(.padding)
    guard padding.count == 2 * axes, padding.allSatisfy({ $0 >= 0 }) else {
      throw refusal(.padding, "\(2 * axes) numbers from 0 on", "\(padding)")
    }
    return padding
  }

  private func positive(_ key: OperationKindJSON.Key, count: Int? = nil) throws -> [Int] {
    let numbers = try integers(key)
    guard numbers.allSatisfy({ $0 > 0 }), count.map({ $0 == numbers.count }) ?? !numbers.isEmpty
    else {
      throw refusal(key, "\(count.map { "\($0) " } ?? "")positive numbers", "\(numbers)")
    }
    return numbers
  }

  private func checked(_ number: Int, _ key: OperationKindJSON.Key) throws -> Int {
    guard Self.integerRange.contains(number) else {
      throw ArchitectureError.tooLarge(
        location: location(key), limit: "\(Self.integerRange.upperBound) in size",
        found: "\(number)")
    }
    return number
  }

  func refusal(
    _ key: OperationKindJSON.Key, _ expected: String, _ found: String
  ) -> ArchitectureError {
    .malformed(location: location(key), expected: expected, found: found)
  }

  private func location(_ key: OperationKindJSON.Key) -> String {
    jsonLocation(fields.codingPath + [key])
  }
}

/// The names of activations.
enum ActivationName: String, CaseIterable {
  case relu, leakyRelu, prelu, elu, selu, sigmoid, hardSigmoid, tanh, softplus, mish, gelu, silu
  case hardSwish, clip
}

/// The part of one axis that a slice keeps.
struct SliceJSON: Codable {
  let axis: Int
  let start: Int
  let end: Int
  let step: Int
}

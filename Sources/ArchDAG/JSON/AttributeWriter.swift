/// Writes the type and the attributes of an operation.
struct AttributeWriter {
  private var fields: KeyedEncodingContainer<OperationKindJSON.Key>

  init(_ fields: KeyedEncodingContainer<OperationKindJSON.Key>) {
    self.fields = fields
  }

  /// The value of an attribute; one that is `nil` is left out.
  enum Attribute {
    case integer(Int)
    case integers([Int]?)
    case real(Float?)
    case reals([Float]?)
    case flag(Bool)
    case text(String)
  }

  mutating func write(type: OperationName) throws {
    try fields.encode(type, forKey: .type)
  }

  mutating func write(_ attributes: [OperationKindJSON.Key: Attribute]) throws {
    for (key, attribute) in attributes {
      switch attribute {
      case .integer(let number): try fields.encode(number, forKey: key)
      case .integers(let numbers): try fields.encodeIfPresent(numbers, forKey: key)
      case .real(let number): try fields.encodeIfPresent(number, forKey: key)
      case .reals(let numbers): try fields.encodeIfPresent(numbers, forKey: key)
      case .flag(let flag): try fields.encode(flag, forKey: key)
      case .text(let text): try fields.encode(text, forKey: key)
      }
    }
  }

  mutating func write(_ convolution: ConvolutionAttributes, outputPadding: [Int]? = nil) throws {
    try write(
      [
        .strides: .integers(convolution.strides), .padding: .integers(convolution.padding),
        .dilations: .integers(convolution.dilations), .groups: .integer(convolution.groups),
        .outputPadding: .integers(outputPadding),
      ])
  }

  mutating func write(_ pooling: PoolingAttributes) throws {
    try write(
      [
        .kernel: .integers(pooling.kernel), .strides: .integers(pooling.strides),
        .padding: .integers(pooling.padding), .dilations: .integers(pooling.dilations),
        .roundsUp: .flag(pooling.roundsUp), .countsPadding: .flag(pooling.countsPadding),
      ])
  }

  mutating func write(_ slices: [AxisSlice]) throws {
    let slices = slices.map {
      SliceJSON(axis: $0.axis, start: $0.start, end: $0.end, step: $0.step)
    }
    try fields.encode(slices, forKey: .slices)
  }

  /// Writes a list of activations, if there are any.
  mutating func write(_ activations: [Activation], _ key: OperationKindJSON.Key) throws {
    guard !activations.isEmpty else { return }
    var list = fields.nestedUnkeyedContainer(forKey: key)
    for activation in activations {
      var entry = AttributeWriter(list.nestedContainer(keyedBy: OperationKindJSON.Key.self))
      try entry.write(activation)
    }
  }

  mutating func write(_ activation: Activation) throws {
    let (name, attributes): (ActivationName, [OperationKindJSON.Key: Attribute]) =
      switch activation {
      case .relu: (.relu, [:])
      case .leakyRelu(let slope): (.leakyRelu, [.slope: .real(slope)])
      case .prelu: (.prelu, [:])
      case .elu(let alpha): (.elu, [.alpha: .real(alpha)])
      case .selu: (.selu, [:])
      case .sigmoid: (.sigmoid, [:])
      case .hardSigmoid(let slope, let offset):
        (.hardSigmoid, [.slope: .real(slope), .offset: .real(offset)])
      case .tanh: (.tanh, [:])
      case .softplus: (.softplus, [:])
      case .mish: (.mish, [:])
      case .gelu(let isApproximate): (.gelu, [.isApproximate: .flag(isApproximate)])
      case .silu: (.silu, [:])
      case .hardSwish: (.hardSwish, [:])
      case .clip(let minimum, let maximum):
        (.clip, [.minimum: .real(minimum), .maximum: .real(maximum)])
      }
    try write(attributes.merging([.function: .text(name.rawValue)]) { $1 })
  }
}

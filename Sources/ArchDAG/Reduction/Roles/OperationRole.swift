import Tensors

/// What an operation becomes in the graph that a GHN sees.
///
/// Source: semantics of the published graphs, reference code `ppuda/deepnets1m/graph.py` and
/// `ghn3/graph.py`, with their accidents mended.
enum OperationRole {
  /// A weight, which lies so in the file, followed by its bias if there is one.
  case layer(Primitive, ParameterSpec.Layout)
  /// One node for a norm's scale and shift together.
  case norm(Primitive)
  /// A pooling over windows of these extents.
  case pool(Primitive, kernel: [Int])
  /// The mean over all positions.
  case globalPool
  /// A sum or concatenation; it vanishes if only one node leads to it.
  case merge(Primitive)
  /// An addition to attention's scores, or a selection from them: masks do not count.
  case masking
  /// The second product of attention.
  case attention(AttentionPattern.Match)
  /// The multiplication of squeeze-and-excitation.
  case gate
  /// The addition of a learned table of positions.
  case positionalEncoding(ParameterRoles.LearnedTensor, data: ValueID)
  /// The addition of the bias that a layer before it lacks.
  case addedBias(ParameterRoles.LearnedTensor, data: ValueID)
  /// Not a node: what it reads leads to what reads it.
  case dropped(DroppingRule)

  /// The rule by which an operation of this role is dropped, if it turns out to be no node.
  var ruleIfDropped: DroppingRule {
    switch self {
    case .dropped(let rule): rule
    case .norm: .plainNorm
    case .layer: .plainLayer
    case .merge: .loneMerge
    case .masking: .mask
    case .pool, .globalPool, .attention, .gate, .positionalEncoding, .addedBias: .plumbing
    }
  }
}

/// The rules that give each operation its role.
struct RoleRules {
  let flow: DataFlow
  let parameters: ParameterRoles
  let attention: AttentionPattern
  let squeezeExcitation: SqueezeExcitationPattern

  init(_ flow: DataFlow) {
    self.flow = flow
    self.parameters = ParameterRoles(flow)
    self.attention = AttentionPattern(in: flow)
    self.squeezeExcitation = SqueezeExcitationPattern(in: flow)
  }

  func role(of index: Int) -> OperationRole {
    let elements = flow.index.elements[index]
    if !flow.parameters.carriesData(operation: index) && !elements.keepsValues {
      if case .unknown(.unknown) = elements { return .dropped(.unknown) }
      return .dropped(.weightComputation)
    }
    switch elements {
    case .layer(let form):
      return .layer(primitive(of: form), form.layout)
    case .normalized(let primitive):
      return .norm(primitive)
    case .pooled(let primitive, let pooling):
      return role(of: primitive, pooling)
    case .reduced(let axes):
      guard !squeezeExcitation.squeezes.contains(index) else { return .dropped(.squeeze) }
      guard let axes else { return .globalPool }
      return coversPositions(axes, of: index) ? .globalPool : .dropped(.mean)
    case .pointwise(let function):
      return role(of: function, at: index)
    case .product:
      return attention.matches[index].map { .attention($0) } ?? .dropped(.product)
    case .recurrent:
      return .dropped(.recurrence)
    case .mixed:
      return .dropped(.product)
    case .joined:
      return .merge(.concatenation)
    case .lookup:
      return .dropped(.lookup)
    case .moved, .picked, .resampled:
      return .dropped(.plumbing)
    case .unknown(let effect):
      return .dropped(effect.rule)
    }
  }

  /// Any grouped convolution counts as separable, and as dilated if no axis is undilated.
  private func primitive(of layer: LayerForm) -> Primitive {
    guard case .convolution(let window) = layer, window.groups > 1 else { return .convolution }
    let isDilated = window.dilations.allSatisfy { $0 > 1 }
    return isDilated ? .dilatedConvolution : .separableConvolution
  }

  /// Nobody averages over windows of one element on purpose: an exporter that is asked for an
  /// adaptive pooling to the extents that the input has already writes this.
  private func role(of primitive: Primitive, _ pooling: PoolingAttributes) -> OperationRole {
    let isAdaptive =
      primitive == .averagePool && (pooling.kernel + pooling.strides).allSatisfy { $0 == 1 }
    return isAdaptive ? .globalPool : .pool(primitive, kernel: pooling.kernel)
  }

  /// Whether the axes of a mean are positions (pixels, tokens) rather than channels.
  ///
  /// Two axes or more are pixels. One axis is that of tokens if the tensor has rank 3.
  private func coversPositions(_ axes: [Int], of index: Int) -> Bool {
    guard axes.count == 1 else { return axes.count > 1 }
    guard let input = flow.index.operand(.data, of: index),
      let extents = flow.architecture[input].extents
    else {
      return axes == [1]
    }
    return extents.count == 3 && axes != [0] && axes != [-3]
  }

  private func role(of function: PointwiseFunction, at index: Int) -> OperationRole {
    switch function {
    case .arithmetic(.multiply):
      return squeezeExcitation.multiplications.contains(index) ? .gate : .dropped(.pointwise)
    case .arithmetic(.add), .choice:
      guard attention.maskings.contains(index) else {
        return function == .choice ? .dropped(.pointwise) : role(ofAddition: index)
      }
      // A learned table there is a bias of positions to one another, not an encoding of them.
      return flow.dataOperandCount(of: index) > 1 ? .masking : .dropped(.mask)
    case .arithmetic(.subtract):
      return parameters.addedBiases[index] == nil ? .dropped(.pointwise) : role(ofAddition: index)
    case .arithmetic(.divide), .arithmetic(.power), .arithmetic(.minimum), .arithmetic(.maximum),
      .activation, .function, .plain:
      return .dropped(.pointwise)
    }
  }

  private func role(ofAddition index: Int) -> OperationRole {
    let data = flow.dataOperands(of: index)
    guard data.count == 1 else {
      return data.count > 1 ? .merge(.sum) : .dropped(.pointwise)
    }
    if let bias = parameters.addedBiases[index] { return .addedBias(bias, data: data[0]) }
    if let table = parameters.addedTables[index] {
      return .positionalEncoding(table, data: data[0])
    }
    return .dropped(.pointwise)
  }
}

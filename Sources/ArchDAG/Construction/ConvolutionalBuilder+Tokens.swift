import Tensors

/// Layers over tokens.
extension ConvolutionalBuilder {
  /// The pixels of a feature map as tokens.
  package mutating func tokens(
    of x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> TokenMap {
    let count = x.height * x.width
    let flat = try builder.addOperation(
      .reshape(extents: [-1, x.channels, count]), name: path + ".flat", inputs: [x.id],
      extents: [nil, x.channels, count])
    let tokens = try builder.addOperation(
      .transpose(permutation: [0, 2, 1]), name: path + ".tokens", inputs: [flat],
      extents: [nil, count, x.channels])
    return TokenMap(id: tokens, count: count, width: x.channels)
  }

  /// Tokens as the pixels of a feature map of the extents of `map`.
  package mutating func pixels(
    of x: TokenMap, like map: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let channels = try builder.addOperation(
      .transpose(permutation: [0, 2, 1]), name: path + ".channels", inputs: [x.id],
      extents: [nil, x.width, x.count])
    return try add(
      .reshape(extents: [-1, x.width, map.height, map.width]), at: path + ".pixels", [channels],
      channels: x.width, height: map.height, width: map.width)
  }

  /// A learned token in front of all others.
  package mutating func prependToken(
    to x: TokenMap, parameter: String
  ) throws(ArchitectureError) -> TokenMap {
    guard let shape = Shape(checking: [1, 1, x.width]) else {
      throw .tooLarge(location: parameter, limit: "a shape", found: "\(x.width)")
    }
    let token = try builder.addParameter(name: parameter, shape: shape)
    let each = try builder.addOperation(
      .expand, name: parameter + ".expanded", inputs: [token], extents: [nil, 1, x.width])
    let all = try builder.addOperation(
      .concatenation(axis: 1), name: parameter + ".joined", inputs: [each, x.id],
      extents: [nil, x.count + 1, x.width])
    return TokenMap(id: all, count: x.count + 1, width: x.width)
  }

  /// The first token alone, as (N, width).
  package mutating func firstToken(
    of x: TokenMap, at path: String
  ) throws(ArchitectureError) -> ValueID {
    let first = try builder.addOperation(
      .slice([AxisSlice(axis: 1, start: 0, end: 1, step: 1)]), name: path, inputs: [x.id],
      extents: [nil, 1, x.width])
    return try builder.addOperation(
      .squeeze(axes: [1]), name: path + ".squeezed", inputs: [first], extents: [nil, x.width])
  }

  /// The mean of all tokens, as (N, width).
  package mutating func averageTokens(
    _ x: TokenMap, at path: String
  ) throws(ArchitectureError) -> ValueID {
    try builder.addOperation(
      .mean(axes: [1], keepsAxes: false), name: path, inputs: [x.id], extents: [nil, x.width])
  }

  /// A learned table (1, count, width), added.
  package mutating func addPositions(
    to x: TokenMap, parameter: String
  ) throws(ArchitectureError) -> TokenMap {
    guard let shape = Shape(checking: [1, x.count, x.width]) else {
      throw .tooLarge(location: parameter, limit: "a shape", found: "\(x.count) × \(x.width)")
    }
    let table = try builder.addParameter(name: parameter, shape: shape)
    return try combine(x, table, at: parameter + ".sum")
  }

  /// A learned table (1, C, H, W), added to a feature map.
  package mutating func addPositions(
    to x: FeatureMap, parameter: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard let shape = Shape(checking: [1, x.channels, x.height, x.width]) else {
      throw .tooLarge(location: parameter, limit: "a shape", found: "\(x.channels) channels")
    }
    let table = try builder.addParameter(name: parameter, shape: shape)
    return try add(
      .arithmetic(.add), at: parameter + ".sum", [x.id, table],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// Tokens plus tokens.
  package mutating func sum(
    _ x: TokenMap, _ y: TokenMap, at path: String
  ) throws(ArchitectureError) -> TokenMap {
    try combine(x, y.id, at: path)
  }

  private mutating func combine(
    _ x: TokenMap, _ y: ValueID, at path: String
  ) throws(ArchitectureError) -> TokenMap {
    let id = try builder.addOperation(
      .arithmetic(.add), name: path, inputs: [x.id, y], extents: x.extents)
    return TokenMap(id: id, count: x.count, width: x.width)
  }

  /// Layer norm of each token.
  package mutating func normalizeTokens(
    _ x: TokenMap, at path: String
  ) throws(ArchitectureError) -> TokenMap {
    let scale = try addParameter("weight", of: path, [x.width])
    let shift = try addParameter("bias", of: path, [x.width])
    let id = try builder.addOperation(
      .layerNorm(axis: -1, epsilon: 1e-5), name: path, inputs: [x.id, scale, shift],
      extents: x.extents)
    return TokenMap(id: id, count: x.count, width: x.width)
  }

  /// A linear layer over each token.
  package mutating func project(
    _ x: TokenMap, to width: Int, hasBias: Bool = true, at path: String
  ) throws(ArchitectureError) -> TokenMap {
    let id =
      hasBias
      ? try project(x.id, from: x.width, to: width, at: path)
      : try projectWithoutBias(x.id, from: x.width, to: width, at: path)
    return TokenMap(id: id, count: x.count, width: width)
  }

  /// Two linear layers with an activation between them over each token.
  package mutating func feedForward(
    _ x: TokenMap, through width: Int, activation: Activation, at paths: (String, String)
  ) throws(ArchitectureError) -> TokenMap {
    var y = try project(x, to: width, at: paths.0)
    y = TokenMap(
      id: try map(y.id, by: .activation(activation), at: paths.0 + ".activation"),
      count: y.count, width: y.width)
    return try project(y, to: x.width, at: paths.1)
  }
}

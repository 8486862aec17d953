package import Tensors

/// Layers that networks of several families share.
extension ConvolutionalBuilder {
  /// A convolution with a bias.
  package mutating func convolveWithBias(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, groups: Int = 1, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard let height = window.outputExtent(for: x.height),
      let width = window.outputExtent(for: x.width)
    else {
      throw .malformed(
        location: path, expected: "an input in which a window fits",
        found: "\(x.height) × \(x.width) pixels")
    }
    let weight = try addParameter(
      "weight", of: path, [channels, x.channels / groups, window.extent, window.extent])
    let bias = try addParameter("bias", of: path, [channels])
    let convolution = ConvolutionAttributes(
      strides: [window.stride, window.stride],
      padding: [Int](repeating: window.padding, count: 4),
      dilations: [window.dilation, window.dilation], groups: groups)
    return try add(
      .convolution(convolution), at: path, [x.id, weight, bias],
      channels: channels, height: height, width: width)
  }

  /// An activation of each element.
  package mutating func activate(
    _ x: FeatureMap, by activation: Activation, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    try add(
      .activation(activation), at: path, [x.id],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// Group norm with a scale and a shift for each channel.
  package mutating func normalizeGroups(
    _ x: FeatureMap, groups: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let scale = try addParameter("weight", of: path, [x.channels])
    let shift = try addParameter("bias", of: path, [x.channels])
    return try add(
      .groupNorm(groups: groups, epsilon: 1e-5), at: path, [x.id, scale, shift],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// Layer norm over the channels of each pixel, spelled by axes that are exchanged and back.
  ///
  /// Source: ConvNeXt (arXiv:2201.03545), whose published code permutes so.
  package mutating func normalizeChannels(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let scale = try addParameter("weight", of: path, [x.channels])
    let shift = try addParameter("bias", of: path, [x.channels])
    var y = try channelsLast(x, at: path)
    y = try builder.addOperation(
      .layerNorm(axis: -1, epsilon: 1e-6), name: path, inputs: [y, scale, shift],
      extents: [nil, x.height, x.width, x.channels])
    return try channelsFirst(y, channels: x.channels, like: x, at: path)
  }

  /// (N, C, H, W) as (N, H, W, C).
  package mutating func channelsLast(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> ValueID {
    try builder.addOperation(
      .transpose(permutation: [0, 2, 3, 1]), name: path + ".last", inputs: [x.id],
      extents: [nil, x.height, x.width, x.channels])
  }

  /// (N, H, W, C) as (N, C, H, W), of the height and width of `map`.
  package mutating func channelsFirst(
    _ x: ValueID, channels: Int, like map: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    try add(
      .transpose(permutation: [0, 3, 1, 2]), at: path + ".first", [x],
      channels: channels, height: map.height, width: map.width)
  }

  /// Each channel times a gate that follows from the means of all channels.
  ///
  /// y = x · gate(fc2(activation(fc1(mean(x))))), where the two layers are 1 × 1 convolutions or
  /// linear ones.
  ///
  /// Source: squeeze and excitation (arXiv:1709.01507), equations 2 to 4.
  package mutating func exciteChannels(
    _ x: FeatureMap, through width: Int, activation: Activation, gate: Activation,
    usesConvolutions: Bool, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let y: ValueID
    if usesConvolutions {
      var map = try add(
        .globalAveragePool, at: path + ".avgpool", [x.id], channels: x.channels, height: 1,
        width: 1)
      let pixel = SlidingWindow(extent: 1)
      map = try convolveWithBias(map, to: width, pixel, at: path + ".fc1")
      map = try activate(map, by: activation, at: path + ".activation")
      map = try convolveWithBias(map, to: x.channels, pixel, at: path + ".fc2")
      y = try activate(map, by: gate, at: path + ".scale_activation").id
    } else {
      var means = try builder.addOperation(
        .mean(axes: [2, 3], keepsAxes: false), name: path + ".avgpool", inputs: [x.id],
        extents: [nil, x.channels])
      means = try project(means, from: x.channels, to: width, at: path + ".fc1")
      means = try builder.addOperation(
        .activation(activation), name: path + ".activation", inputs: [means],
        extents: [nil, width])
      means = try project(means, from: width, to: x.channels, at: path + ".fc2")
      means = try builder.addOperation(
        .activation(gate), name: path + ".scale_activation", inputs: [means],
        extents: [nil, x.channels])
      y = try builder.addOperation(
        .unsqueeze(axes: [2, 3]), name: path + ".unsqueeze", inputs: [means],
        extents: [nil, x.channels, 1, 1])
    }
    return try add(
      .arithmetic(.multiply), at: path + ".scale", [y, x.id],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// Channel `i·(C/g) + j` at index `j·g + i`: the groups' channels, dealt out in turn.
  ///
  /// Source: ShuffleNet (arXiv:1707.01083), section 3.1.
  package mutating func shuffleChannels(
    _ x: FeatureMap, groups: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let each = x.channels / groups
    var y = try builder.addOperation(
      .reshape(extents: [-1, groups, each, x.height, x.width]), name: path + ".groups",
      inputs: [x.id], extents: [nil, groups, each, x.height, x.width])
    y = try builder.addOperation(
      .transpose(permutation: [0, 2, 1, 3, 4]), name: path + ".exchange", inputs: [y],
      extents: [nil, each, groups, x.height, x.width])
    return try add(
      .reshape(extents: [-1, x.channels, x.height, x.width]), at: path + ".channels", [y],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// The channels in two parts, of which the first has `first`.
  package mutating func splitChannels(
    _ x: FeatureMap, first: Int, at path: String
  ) throws(ArchitectureError) -> (FeatureMap, FeatureMap) {
    let widths = [first, x.channels - first]
    let parts = try builder.addOperation(
      .split(axis: 1, extents: widths), name: path, inputs: [x.id],
      results: widths.enumerated().map { index, width in
        ("\(path).\(index)", [nil, width, x.height, x.width])
      })
    return (
      FeatureMap(id: parts[0], channels: widths[0], height: x.height, width: x.width),
      FeatureMap(id: parts[1], channels: widths[1], height: x.height, width: x.width)
    )
  }

  /// The mean over all pixels, as (N, C).
  package mutating func averagePixels(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> ValueID {
    let mean = try add(
      .globalAveragePool, at: path, [x.id], channels: x.channels, height: 1, width: 1)
    return try flatten(mean, at: "flatten")
  }

  /// All numbers of a feature map, as (N, C·H·W).
  package mutating func flatten(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> ValueID {
    try builder.addOperation(
      .flatten(axis: 1), name: path, inputs: [x.id],
      extents: [nil, x.channels * x.height * x.width])
  }

  /// A linear layer without a bias over the last axis of a value.
  package mutating func projectWithoutBias(
    _ x: ValueID, from inputs: Int, to outputs: Int, at path: String
  ) throws(ArchitectureError) -> ValueID {
    try project(x, by: try addParameter("weight", of: path, [outputs, inputs]), at: path)
  }

  /// An operation of one operand that keeps its extents.
  package mutating func map(
    _ x: ValueID, by kind: OperationKind, at path: String
  ) throws(ArchitectureError) -> ValueID {
    try builder.addOperation(kind, name: path, inputs: [x], extents: builder[x].extents)
  }
}

package import Tensors

/// Builds convolutional networks: an ``ArchitectureBuilder`` that follows channels and extents,
/// and names parameters as PyTorch names those of the module at `path`.
package struct ConvolutionalBuilder {
  package var builder: ArchitectureBuilder
  package let normalization: Normalization

  package init(name: String, normalization: Normalization) {
    builder = ArchitectureBuilder(name: name)
    self.normalization = normalization
  }

  package mutating func addInput(_ image: ImageExtents) -> FeatureMap {
    let id = builder.addInput(
      name: "input", extents: [nil, image.channels, image.height, image.width])
    return FeatureMap(
      id: id, channels: image.channels, height: image.height, width: image.width)
  }

  /// A parameter of the module at `path`.
  package mutating func addParameter(
    _ suffix: String, of path: String, _ extents: [Int], isTrainable: Bool = true
  ) throws(ArchitectureError) -> ValueID {
    let name = path + "." + suffix
    guard let shape = Shape(checking: extents), shape.count <= Bounds.elements else {
      throw .tooLarge(
        location: "parameter '\(name)'", limit: "\(Bounds.elements) elements", found: "\(extents)")
    }
    return try builder.addParameter(name: name, shape: shape, isTrainable: isTrainable)
  }

  /// An operation whose result is a feature map.
  package mutating func add(
    _ kind: OperationKind, at path: String, _ operands: [ValueID],
    channels: Int, height: Int, width: Int
  ) throws(ArchitectureError) -> FeatureMap {
    let id = try builder.addOperation(
      kind, name: path, inputs: operands, extents: [nil, channels, height, width])
    return FeatureMap(id: id, channels: channels, height: height, width: width)
  }

  /// A convolution without bias whose window differs between the axes.
  package mutating func convolve(
    _ x: FeatureMap, to channels: Int, vertical: SlidingWindow, horizontal: SlidingWindow,
    groups: Int = 1, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let (height, width) = try extents(of: x, vertical, horizontal, at: path)
    let weight = try addParameter(
      "weight", of: path, [channels, x.channels / groups, vertical.extent, horizontal.extent])
    let convolution = ConvolutionAttributes(
      strides: [vertical.stride, horizontal.stride],
      padding: [vertical.padding, horizontal.padding, vertical.padding, horizontal.padding],
      dilations: [vertical.dilation, horizontal.dilation], groups: groups)
    return try add(
      .convolution(convolution), at: path, [x.id, weight],
      channels: channels, height: height, width: width)
  }

  /// A convolution without bias.
  package mutating func convolve(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, groups: Int = 1, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    try convolve(
      x, to: channels, vertical: window, horizontal: window, groups: groups, at: path)
  }

  /// The network's norm; x itself where it has none.
  package mutating func normalize(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard normalization != .none else { return x }
    var operands = [x.id]
    for suffix in ["weight", "bias"] {
      operands.append(try addParameter(suffix, of: path, [x.channels]))
    }
    if normalization == .trackedBatch {
      for suffix in ["running_mean", "running_var"] {
        operands.append(
          try addParameter(suffix, of: path, [x.channels], isTrainable: false))
      }
    }
    return try add(
      .batchNorm(epsilon: 1e-5), at: path, operands,
      channels: x.channels, height: x.height, width: x.width)
  }

  package mutating func activate(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    try add(
      .activation(.relu), at: path, [x.id], channels: x.channels, height: x.height, width: x.width)
  }

  package mutating func pool(
    _ x: FeatureMap, _ window: SlidingWindow, _ makeKind: (PoolingAttributes) -> OperationKind,
    at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let (height, width) = try extents(of: x, window, window, at: path)
    let pooling = PoolingAttributes(
      kernel: [window.extent, window.extent], strides: [window.stride, window.stride],
      padding: [Int](repeating: window.padding, count: 4), dilations: [1, 1],
      roundsUp: false, countsPadding: false)
    return try add(
      makeKind(pooling), at: path, [x.id], channels: x.channels, height: height, width: width)
  }

  package mutating func sum(
    _ x: FeatureMap, _ y: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard (x.channels, x.height, x.width) == (y.channels, y.height, y.width) else {
      throw .malformed(
        location: path, expected: "operands of one shape to add",
        found: "(\(x.channels), \(x.height), \(x.width)) "
          + "and (\(y.channels), \(y.height), \(y.width))")
    }
    return try add(
      .arithmetic(.add), at: path, [x.id, y.id],
      channels: x.channels, height: x.height, width: x.width)
  }

  /// The feature maps behind each other along the channels; one alone is itself.
  package mutating func concatenate(
    _ maps: [FeatureMap], at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let first = maps[0]
    guard maps.count > 1 else { return first }
    guard maps.allSatisfy({ ($0.height, $0.width) == (first.height, first.width) }) else {
      throw .malformed(
        location: path, expected: "operands of one height and width to concatenate",
        found: maps.map { "\($0.height) × \($0.width)" }.joined(separator: ", "))
    }
    return try add(
      .concatenation(axis: 1), at: path, maps.map(\.id),
      channels: maps.reduce(0) { $0 + $1.channels }, height: first.height, width: first.width)
  }

  /// Every `step`-th pixel of either axis, from pixel `start` on.
  package mutating func subsample(
    _ x: FeatureMap, from start: Int, step: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard x.height > start && x.width > start else {
      throw .malformed(
        location: path, expected: "a feature map of more than \(start) × \(start) pixels",
        found: "\(x.height) × \(x.width)")
    }
    let slices = [(2, x.height), (3, x.width)].map { axis, extent in
      AxisSlice(axis: axis, start: start, end: extent, step: step)
    }
    return try add(
      .slice(slices), at: path, [x.id], channels: x.channels,
      height: (x.height - start + step - 1) / step, width: (x.width - start + step - 1) / step)
  }

  /// The weight (outputs, inputs) and the bias (outputs) of a linear layer.
  package mutating func addLinearParameters(
    from inputs: Int, to outputs: Int, of path: String
  ) throws(ArchitectureError) -> (weight: ValueID, bias: ValueID) {
    (
      try addParameter("weight", of: path, [outputs, inputs]),
      try addParameter("bias", of: path, [outputs])
    )
  }

  /// A linear layer over the last axis of a value.
  package mutating func project(
    _ x: ValueID, by weight: ValueID, _ bias: ValueID? = nil, at path: String
  ) throws(ArchitectureError) -> ValueID {
    guard let inputs = builder[x].extents, let outputs = builder[weight].extents?[0] else {
      preconditionFailure("a linear layer at \(path) between values of unknown extents")
    }
    return try builder.addOperation(
      .linear(.outputFirst), name: path, inputs: [x, weight] + (bias.map { [$0] } ?? []),
      extents: inputs.dropLast() + [outputs])
  }

  /// A linear layer with parameters of its own over the last axis of a value.
  package mutating func project(
    _ x: ValueID, from inputs: Int, to outputs: Int, at path: String
  ) throws(ArchitectureError) -> ValueID {
    let (weight, bias) = try addLinearParameters(from: inputs, to: outputs, of: path)
    return try project(x, by: weight, bias, at: path)
  }

  /// The mean over all pixels, and a linear layer with a logit for each class.
  package mutating func classify(
    _ x: FeatureMap, into classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    let mean = try add(
      .globalAveragePool, at: "global_pooling", [x.id], channels: x.channels, height: 1, width: 1)
    let flat = try builder.addOperation(
      .flatten(axis: 1), name: "flatten", inputs: [mean.id], extents: [nil, x.channels])
    return try project(flat, from: x.channels, to: classCount, at: "classifier")
  }

  private func extents(
    of x: FeatureMap, _ vertical: SlidingWindow, _ horizontal: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> (height: Int, width: Int) {
    guard let height = vertical.outputExtent(for: x.height),
      let width = horizontal.outputExtent(for: x.width)
    else {
      throw .malformed(
        location: path, expected: "an input in which a window fits",
        found: "\(x.height) × \(x.width) pixels")
    }
    return (height, width)
  }
}

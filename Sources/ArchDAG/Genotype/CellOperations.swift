import Tensors

extension ConvolutionalBuilder {
  /// Applies an operation of a cell; `nil` for `none`.
  ///
  /// The result has `width` channels where the operation can choose them. A stride of 2 halves
  /// the image's extents.
  mutating func apply(
    _ operation: CellOperation, to x: FeatureMap, width: Int, stride: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap? {
    let three = SlidingWindow(extent: 3, stride: stride, padding: 1)
    switch operation {
    case .none:
      return nil
    case .skipConnection:
      return stride == 1 ? x : try reduceByHalves(x, to: width, at: path)
    case .maxPool3:
      return try pool(x, three, OperationKind.maxPool, at: path)
    case .averagePool3:
      return try pool(x, three, OperationKind.averagePool, at: path)
    case .convolution1:
      return try convolveRectified(
        x, to: width, SlidingWindow(extent: 1, stride: stride), at: path)
    case .convolution3:
      return try convolveRectified(x, to: width, three, at: path)
    case .convolution5:
      let window = SlidingWindow(extent: 5, stride: stride, padding: 2)
      return try convolveRectified(x, to: width, window, at: path)
    case .convolution7:
      let window = SlidingWindow(extent: 7, stride: stride, padding: 3)
      return try convolveRectified(x, to: width, window, at: path)
    case .factorizedConvolution7:
      return try convolveRowsThenColumns(x, to: width, stride: stride, at: path)
    case .separableConvolution3:
      return try convolveSeparablyTwice(x, to: width, three, at: path)
    case .separableConvolution5:
      let window = SlidingWindow(extent: 5, stride: stride, padding: 2)
      return try convolveSeparablyTwice(x, to: width, window, at: path)
    case .dilatedConvolution3:
      let window = SlidingWindow(extent: 3, stride: stride, padding: 2, dilation: 2)
      return try convolveSeparably(x, to: width, window, at: path, from: 0)
    case .dilatedConvolution5:
      let window = SlidingWindow(extent: 5, stride: stride, padding: 4, dilation: 2)
      return try convolveSeparably(x, to: width, window, at: path, from: 0)
    case .selfAttention:
      return try attend(x, at: path)
    case .squeezeExcitation:
      let y = try exciteChannels(x, at: path)
      return stride == 1
        ? y : try subsample(y, from: 0, step: stride, at: path + ".stride")
    }
  }

  /// Rectification, convolution, norm.
  mutating func convolveRectified(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    var y = try activate(x, at: path + ".op.0")
    y = try convolve(y, to: channels, window, at: path + ".op.1")
    return try normalize(y, at: path + ".op.2")
  }

  /// A factorized reduction: two strided 1×1 convolutions, of which the second sees the pixels
  /// that the first leaves out on the diagonal, concatenated.
  ///
  /// Source: DARTS (arXiv:1806.09055), reference code `cnn/operations.py`.
  mutating func reduceByHalves(
    _ x: FeatureMap, to channels: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    guard channels % 2 == 0 else {
      throw .malformed(
        location: path, expected: "an even number of channels to halve", found: "\(channels)")
    }
    let window = SlidingWindow(extent: 1, stride: 2)
    let rectified = try activate(x, at: path + ".relu")
    let even = try convolve(rectified, to: channels / 2, window, at: path + ".conv_1")
    let shifted = try subsample(rectified, from: 1, step: 1, at: path + ".shift")
    let odd = try convolve(shifted, to: channels / 2, window, at: path + ".conv_2")
    let both = try concatenate([even, odd], at: path + ".concatenation")
    return try normalize(both, at: path + ".bn")
  }

  /// Rectification, 1×7, 7×1, norm.
  private mutating func convolveRowsThenColumns(
    _ x: FeatureMap, to channels: Int, stride: Int, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let long = SlidingWindow(extent: 7, stride: stride, padding: 3)
    let short = SlidingWindow(extent: 1)
    var y = try activate(x, at: path + ".op.0")
    y = try convolve(
      y, to: y.channels, vertical: short, horizontal: long, at: path + ".op.1")
    y = try convolve(y, to: channels, vertical: long, horizontal: short, at: path + ".op.2")
    return try normalize(y, at: path + ".op.3")
  }

  /// Rectification, depthwise convolution, 1×1 convolution, norm: modules `first` to `first + 3`.
  private mutating func convolveSeparably(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, at path: String, from first: Int
  ) throws(ArchitectureError) -> FeatureMap {
    var y = try activate(x, at: path + ".op." + String(first))
    y = try convolve(
      y, to: y.channels, window, groups: y.channels, at: path + ".op." + String(first + 1))
    y = try convolve(
      y, to: channels, SlidingWindow(extent: 1), at: path + ".op." + String(first + 2))
    return try normalize(y, at: path + ".op." + String(first + 3))
  }

  /// Two separable convolutions, of which only the first may shrink the image.
  private mutating func convolveSeparablyTwice(
    _ x: FeatureMap, to channels: Int, _ window: SlidingWindow, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let y = try convolveSeparably(x, to: x.channels, window, at: path, from: 0)
    let second = SlidingWindow(extent: window.extent, padding: window.padding)
    return try convolveSeparably(y, to: channels, second, at: path, from: 4)
  }

  /// Each channel times a gate, which a small network computes from the means of all channels.
  ///
  /// y = x · hardSwish(fc2(relu(fc1(mean(x)))))
  ///
  /// Source: squeeze and excitation (arXiv:1709.01507), equations 2 to 4, with another gate.
  private mutating func exciteChannels(
    _ x: FeatureMap, at path: String
  ) throws(ArchitectureError) -> FeatureMap {
    let width = x.channels / 2
    guard width > 0 else {
      throw .malformed(location: path, expected: "2 channels to squeeze", found: "1")
    }
    var gate = try builder.addOperation(
      .mean(axes: [2, 3], keepsAxes: false), name: path + ".squeeze", inputs: [x.id],
      extents: [nil, x.channels])
    gate = try project(gate, from: x.channels, to: width, at: path + ".fc1")
    gate = try builder.addOperation(
      .activation(.relu), name: path + ".relu", inputs: [gate], extents: [nil, width])
    gate = try project(gate, from: width, to: x.channels, at: path + ".fc2")
    gate = try builder.addOperation(
      .activation(.hardSwish), name: path + ".gate", inputs: [gate], extents: [nil, x.channels])
    gate = try builder.addOperation(
      .unsqueeze(axes: [2, 3]), name: path + ".unsqueeze", inputs: [gate],
      extents: [nil, x.channels, 1, 1])
    return try add(
      .arithmetic(.multiply), at: path + ".excite", [x.id, gate],
      channels: x.channels, height: x.height, width: x.width)
  }
}

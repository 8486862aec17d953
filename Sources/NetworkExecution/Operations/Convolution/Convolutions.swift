import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Source: ONNX operator `Conv`, opset 11.
  func convolve(
    _ operands: Operands, _ convolution: ConvolutionAttributes
  ) throws(ExecutionError) -> ArrangedVariable {
    let axes = convolution.strides.count
    guard axes < 3 else { return try convolveVolume(operands, convolution) }
    let x = try ImageOperand(operands[0], axes: axes, operands)
    let weight = try kernel(operands, axes: axes)
    let window = ImageWindow(
      kernel: Array(weight.shape.extents.suffix(axes)), strides: convolution.strides,
      padding: convolution.padding, dilations: convolution.dilations)
    // A weight that is computed may be of any shape, and as many groups be named as numbers are large.
    guard x.channels % convolution.groups == 0,
      x.channels / convolution.groups == weight.shape[1],
      weight.shape[0] % convolution.groups == 0
    else {
      throw operands.misfit(
        "\(weight.shape[1]) channels in each of \(convolution.groups) groups, and outputs that "
          + "the groups divide",
        found: "\(x.channels) channels and a weight of shape \(weight.shape)")
    }
    try checkPadded(x, by: window, operands)
    guard window.outputExtents(height: x.height, width: x.width) != nil else {
      throw operands.misfit(
        "an image in which the window fits", found: "\(x.height) × \(x.width) pixels")
    }
    let bias = try operands.vector(2, count: weight.shape[0])
    return x.restored(
      x.image.convolved(with: weight, bias: bias, over: window, groups: convolution.groups))
  }

  /// Source: ONNX operator `ConvTranspose`, opset 11.
  func convolveTransposed(
    _ operands: Operands, _ convolution: ConvolutionAttributes, outputPadding: [Int]?
  ) throws(ExecutionError) -> ArrangedVariable {
    let axes = convolution.strides.count
    guard axes < 3 else {
      return try convolveTransposedVolume(operands, convolution, outputPadding: outputPadding)
    }
    let x = try ImageOperand(operands[0], axes: axes, operands)
    let weight = try kernel(operands, axes: axes)
    let window = ImageWindow(
      kernel: Array(weight.shape.extents.suffix(axes)), strides: convolution.strides,
      padding: convolution.padding, dilations: convolution.dilations)
    let extents = convolution.transposedExtents(
      of: try operands[0].extents.map(Optional.some),
      weight: try operands[1].extents.map(Optional.some), outputPadding: outputPadding)
    let sides = extents?.suffix(axes).compactMap(\.self) ?? []
    guard x.channels == weight.shape[0], x.channels % convolution.groups == 0, sides.count == axes
    else {
      throw operands.misfit(
        "\(weight.shape[0]) channels that \(convolution.groups) groups divide, and more pixels "
          + "than the padding takes away",
        found: "\(x.channels) channels of \(x.height) × \(x.width) pixels")
    }
    try checkPhases(of: window, over: sides, operands)
    let bias = try operands.vector(2, count: weight.shape[1] * convolution.groups)
    return x.restored(
      x.image.transposedConvolved(
        with: weight, bias: bias, over: window, groups: convolution.groups,
        outputHeight: axes == 1 ? 1 : sides[0], outputWidth: sides[axes - 1]))
  }

  /// Refuses strides that divide the result into more parts than anybody's images have: each part
  /// has taps of its own.
  private func checkPhases(
    of window: ImageWindow, over sides: [Int], _ operands: Operands
  ) throws(ExecutionError) {
    let strides = [window.vertical.stride, window.horizontal.stride].suffix(sides.count)
    let phases = zip(strides, sides).map { min($0, $1) }
    guard phases.reduce(1, *) <= 1 << 16 else {
      throw operands.misfit("strides of at most 2¹⁶ in product", found: "\(Array(strides))")
    }
  }

  /// The weight, with an axis of extent 1 more where it is that of a signal.
  private func kernel(_ operands: Operands, axes: Int) throws(ExecutionError) -> Variable {
    let weight = try operands[1].stated
    let extents = weight.shape.extents
    guard extents.count == axes + 2, weight.shape.count > 0 else {
      throw operands.misfit("a weight of \(axes + 2) axes", found: "\(extents)")
    }
    return axes == 1 ? weight.reshaped(to: [extents[0], extents[1], 1, extents[2]]) : weight
  }
}

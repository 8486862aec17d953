import Tensors

extension ConvolutionAttributes {
  /// The extents of (N, O, spatial…).
  ///
  /// Source: ONNX operator `Conv`, opset 11.
  package func resultExtents(of x: Extents?, weight: Extents?) -> Extents? {
    guard let x, x.count >= 3 else { return nil }
    var result: Extents = [x[0], weight.flatMap { $0.first ?? nil }]
    for axis in 2..<x.count {
      let kernel = weight.flatMap { $0.indices.contains(axis) ? $0[axis] : nil }
      result.append(
        kernel.flatMap {
          windowCount(
            along: axis - 2, extent: x[axis], kernel: $0, strides: strides, padding: padding,
            dilations: dilations, roundsUp: false)
        })
    }
    return result
  }

  /// The extents of (N, O, spatial…) of the transposed convolution, as far as they are known and
  /// anything is left of them.
  ///
  /// stride·(extent − 1) + dilation·(kernel − 1) + 1 − padding + outputPadding
  ///
  /// Source: ONNX operator `ConvTranspose`, opset 11.
  package func transposedExtents(
    of x: Extents?, weight: Extents?, outputPadding: [Int]?
  ) -> Extents? {
    guard let x, x.count >= 3 else { return nil }
    let outputs = weight.flatMap { $0.count == x.count ? product([$0[1], groups]) : nil }
    return [x[0], outputs]
      + (2..<x.count).map { axis in
        guard let extent = x[axis], let weight, weight.count == x.count, let kernel = weight[axis],
          let outputPadding
        else { return nil }
        return transposedExtent(
          along: axis - 2, extent: extent, kernel: kernel, outputPadding: outputPadding)
      }
  }

  private func transposedExtent(
    along axis: Int, extent: Int, kernel: Int, outputPadding: [Int]
  ) -> Int? {
    guard extent >= 1, kernel >= 1, axis < strides.count, axis < dilations.count,
      axis < outputPadding.count, padding.count == 2 * strides.count,
      let steps = product([strides[axis], extent - 1]),
      let reach = product([dilations[axis], kernel - 1])
    else { return nil }
    var result = 1
    for term in [
      steps, reach, outputPadding[axis], -padding[axis], -padding[axis + strides.count],
    ] {
      let (sum, overflow) = result.addingReportingOverflow(term)
      guard !overflow else { return nil }
      result = sum
    }
    return result >= 1 ? result : nil
  }
}

extension PoolingAttributes {
  /// The extents of (N, C, spatial…).
  ///
  /// Source: ONNX operators `MaxPool` and `AveragePool`, opset 22.
  package func resultExtents(of x: Extents?) -> Extents? {
    guard let x, x.count == kernel.count + 2 else { return nil }
    return x.prefix(2)
      + kernel.indices.map { axis in
        windowCount(
          along: axis, extent: x[axis + 2], kernel: kernel[axis], strides: strides,
          padding: padding, dilations: dilations, roundsUp: roundsUp)
      }
  }
}

/// How many positions a window takes along one spatial axis; `nil` if that is unknown or none.
private func windowCount(
  along axis: Int, extent: Int?, kernel: Int, strides: [Int], padding: [Int], dilations: [Int],
  roundsUp: Bool
) -> Int? {
  guard let extent, axis < strides.count, axis < dilations.count,
    padding.count == 2 * strides.count
  else { return nil }
  return SlidingWindow.outputExtent(
    for: extent, extent: kernel, stride: strides[axis],
    padding: (padding[axis], padding[axis + strides.count]), dilation: dilations[axis],
    roundsUp: roundsUp)
}

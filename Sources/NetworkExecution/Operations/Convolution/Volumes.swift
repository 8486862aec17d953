import ArchDAG
import Autograd
import Tensors

/// Windows over three axes, made of windows over two: a volume (N, C, D, H, W) is a stack of images.
extension NetworkRun {
  /// The sum, over the depth of the kernel, of convolutions of the images that it meets.
  func convolveVolume(
    _ operands: Operands, _ convolution: ConvolutionAttributes
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let weight = try operands[1].stated
    let extents = convolution.resultExtents(
      of: x.extents.map(Optional.some), weight: weight.shape.extents.map(Optional.some))
    guard x.rank == 5, weight.shape.rank == 5, weight.shape.count > 0, x.count > 0,
      let result = extents?.compactMap(\.self), result.count == 5
    else {
      throw operands.misfit(
        "a volume in which the window fits", found: "\(x.extents) and \(weight.shape)")
    }
    try limits.check(paddedExtents(x.extents, convolution.padding), of: operands.operation)
    let depth = result[2]
    let padding = convolution.padding
    let padded = x.arranged(in: .stated(rank: 5)).bordered(2, by: padding[0], padding[3])
    var sum: ArrangedVariable?
    for tap in 0..<weight.shape[2] {
      let images = padded.images(
        from: tap * convolution.dilations[0], step: convolution.strides[0], count: depth)
      let kernel = weight.sliced(tap..<tap + 1, alongAxis: 2)
      let part = try convolve(
        Operands(
          operation: operands.operation,
          values: [
            images,
            ArrangedVariable(
              kernel.reshaped(
                to: Shape(Array(weight.shape.extents[..<2]) + Array(weight.shape.extents[3...])))),
          ]), convolution.plane)
      sum = sum.map { ArrangedVariable($0.stated + part.stated) } ?? part
    }
    guard let sum else { throw operands.misfit("a kernel", found: "\(weight.shape)") }
    var images = sum.stated
    if let bias = try operands.vector(2, count: weight.shape[0]) {
      images = images + bias.reshaped(to: [weight.shape[0], 1, 1])
    }
    return images.volume(images: x.extents[0], depth: depth)
  }

  /// The pooling of each image, and then that of the depth.
  func poolVolume(
    _ operands: Operands, _ pooling: PoolingAttributes,
    _ pool: (NetworkRun, Operands, PoolingAttributes) throws(ExecutionError) -> ArrangedVariable
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let result = pooling.resultExtents(of: x.extents.map(Optional.some))?.compactMap(\.self)
    guard let result, result.count == 5, x.count > 0 else {
      throw operands.misfit("a volume in which the window fits", found: "\(x.extents)")
    }
    try limits.check(paddedExtents(x.extents, pooling.padding), of: operands.operation)
    let images = x.arranged(in: .stated(rank: 5)).images(from: 0, step: 1, count: x.extents[2])
    let plane = try pool(
      self, Operands(operation: operands.operation, values: [images]), pooling.cut(to: 1...2))
    // (N, C, D, H′·W′): the depth becomes the height of an image.
    let volume = plane.stated.volume(images: x.extents[0], depth: x.extents[2]).stated
    let flat = volume.reshaped(
      to: [x.extents[0], x.extents[1], x.extents[2], result[3] * result[4]])
    var column = pooling.cut(to: 0...0)
    column.kernel.append(1)
    column.strides.append(1)
    column.dilations.append(1)
    column.padding = [column.padding[0], 0, column.padding[1], 0]
    let pooled = try pool(
      self, Operands(operation: operands.operation, values: [ArrangedVariable(flat)]), column)
    return ArrangedVariable(pooled.stated.reshaped(to: Shape(result)))
  }

  private func paddedExtents(_ extents: [Int], _ padding: [Int]) -> [Int] {
    let axes = padding.count / 2
    return extents.enumerated().map { axis, extent in
      guard axis >= 2, axis - 2 < axes else { return extent }
      return SlidingWindow.paddedExtent(
        of: extent, by: (padding[axis - 2], padding[axis - 2 + axes])) ?? .max
    }
  }
}

extension ConvolutionAttributes {
  /// What a convolution of volumes does in each plane, along the last two of its three axes.
  var plane: ConvolutionAttributes {
    ConvolutionAttributes(
      strides: Array(strides[1...]), padding: [padding[1], padding[2], padding[4], padding[5]],
      dilations: Array(dilations[1...]), groups: groups)
  }
}

extension PoolingAttributes {
  /// The pooling along some of the axes.
  fileprivate func cut(to axes: ClosedRange<Int>) -> PoolingAttributes {
    let count = kernel.count
    return PoolingAttributes(
      kernel: Array(kernel[axes]), strides: Array(strides[axes]),
      padding: Array(padding[axes])
        + Array(
          padding[count...].dropFirst(axes.lowerBound)
            .prefix(axes.count)),
      dilations: Array(dilations[axes]), roundsUp: roundsUp, countsPadding: countsPadding)
  }
}

extension ArrangedVariable {
  /// The tensor with zeros before and behind an axis.
  fileprivate func bordered(_ axis: Int, by before: Int, _ after: Int) -> ArrangedVariable {
    let memoryAxis = order.memoryAxis(of: axis)
    let zeros = [Int](repeating: 0, count: rank)
    var (front, back) = (zeros, zeros)
    front[memoryAxis] = before
    back[memoryAxis] = after
    return map { $0.padded(before: front, after: back) }
  }

  /// Every `step`-th image of a volume (N, C, D, H, W), from one on: (N·count, C, H, W).
  func images(from first: Int, step: Int, count: Int) -> ArrangedVariable {
    var ranges = variable.shape.extents.map { AxisRange(0..<$0) }
    ranges[2] = AxisRange(start: first, stop: first + (count - 1) * step + 1, step: step)
    let cut = variable.sliced(ranges).permuted([0, 2, 1, 3, 4])
    let extents = cut.shape.extents
    return ArrangedVariable(
      cut.reshaped(to: [extents[0] * extents[1], extents[2], extents[3], extents[4]]))
  }
}

extension Variable {
  /// Images (N·D, C, H, W) as a volume (N, C, D, H, W).
  func volume(images: Int, depth: Int) -> ArrangedVariable {
    let extents = shape.extents
    return ArrangedVariable(
      reshaped(to: [images, depth, extents[1], extents[2], extents[3]])
        .permuted([0, 2, 1, 3, 4]))
  }
}

import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Source: ONNX operator `MaxPool`, opset 12.
  func poolMaximum(
    _ operands: Operands, _ pooling: PoolingAttributes
  ) throws(ExecutionError) -> ArrangedVariable {
    try pool(operands, pooling) { image, window, height, width in
      image.maxPooled(over: window, outputHeight: height, outputWidth: width)
    }
  }

  /// Source: ONNX operator `AveragePool`, opset 19.
  func poolAverage(
    _ operands: Operands, _ pooling: PoolingAttributes
  ) throws(ExecutionError) -> ArrangedVariable {
    try pool(operands, pooling) { image, window, height, width in
      image.averagePooled(
        over: window, countsPadding: pooling.countsPadding, outputHeight: height,
        outputWidth: width)
    }
  }

  /// Pools images, and volumes as the images of which they are stacks, and then along their depth.
  private func pool(
    _ operands: Operands, _ pooling: PoolingAttributes,
    by pooled: (_ image: Variable, _ window: ImageWindow, _ height: Int, _ width: Int) -> Variable
  ) throws(ExecutionError) -> ArrangedVariable {
    guard pooling.kernel.count < 3 else {
      return try poolVolume(operands, pooling) { (run, x, pooling) throws(ExecutionError) in
        try run.pool(x, pooling, by: pooled)
      }
    }
    let (x, window, height, width) = try windows(operands, pooling)
    return x.restored(pooled(x.image, window, height, width))
  }

  /// The mean over all axes but those of the batch and the channels, which keep extent 1.
  func averageGlobally(_ operands: Operands) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard x.rank > 2 else { throw operands.misfit("spatial axes", found: "\(x.extents)") }
    return try average(operands, axes: Array(2..<x.rank), keepsAxes: true)
  }

  /// Means over windows that cover each axis evenly: window i of n begins at ⌊i·extent / n⌋ and
  /// ends before ⌈(i + 1)·extent / n⌉.
  ///
  /// Source: PyTorch, `AdaptiveAvgPool2d`.
  func averageAdaptively(
    _ operands: Operands, extents: [Int]
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    guard x.rank == extents.count + 2, extents.allSatisfy({ $0 > 0 }), !x.extents.contains(0) else {
      throw operands.misfit("\(extents.count + 2) axes, none empty", found: "\(x.extents)")
    }
    var result = x.arranged(in: .channelsLast(rank: x.rank))
    for (index, count) in extents.enumerated() {
      let axis = index + 2
      let extent = result.extents[axis]
      guard count != extent else { continue }
      let means = (0..<count).map { window in
        let range = (window * extent / count)..<((window + 1) * extent + count - 1) / count
        return result.cut(axis, to: range).mean(over: [axis], keepsAxes: true)
      }
      result = means.concatenated(along: axis)
    }
    return result
  }

  /// The mean over some axes.
  ///
  /// Source: ONNX operator `ReduceMean`, opset 18.
  func average(
    _ operands: Operands, axes: [Int], keepsAxes: Bool
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    var averaged: [Int] = []
    for axis in axes { averaged.append(try operands.axis(axis, of: x)) }
    guard Set(averaged).count == axes.count, !x.extents.contains(0) else {
      throw operands.misfit("axes that differ and are not empty", found: "\(axes)")
    }
    return x.mean(over: averaged, keepsAxes: keepsAxes)
  }

  /// The image, the window and the extents of the result: in the rounding mode of the pooling.
  private func windows(
    _ operands: Operands, _ pooling: PoolingAttributes
  ) throws(ExecutionError) -> (x: ImageOperand, window: ImageWindow, height: Int, width: Int) {
    let axes = pooling.kernel.count
    let x = try ImageOperand(operands[0], axes: axes, operands)
    let stated = try operands[0].extents
    let extents = pooling.resultExtents(of: stated.map(Optional.some))?.suffix(axes)
      .compactMap(\.self)
    guard let extents, extents.count == axes else {
      throw operands.misfit("an image in which the window fits", found: "\(stated)")
    }
    let window = ImageWindow(
      kernel: pooling.kernel, strides: pooling.strides, padding: pooling.padding,
      dilations: pooling.dilations)
    try checkPadded(x, by: window, operands)
    return (x, window, axes == 1 ? 1 : extents[0], extents[axes - 1])
  }
}

extension ArrangedVariable {
  /// The mean over axes, which keep extent 1 or vanish.
  func mean(over axes: [Int], keepsAxes: Bool) -> ArrangedVariable {
    let mean = variable.mean(overAxes: axes.map(order.memoryAxis(of:)).sorted())
    guard keepsAxes else { return ArrangedVariable(mean, order: order.removing(axes)) }
    let extents = extents
    return ArrangedVariable(
      mean.reshaped(to: Shape(order.axes.map { axes.contains($0) ? 1 : extents[$0] })),
      order: order)
  }
}

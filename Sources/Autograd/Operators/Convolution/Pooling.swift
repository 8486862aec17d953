import Kernels
public import Tensors

extension Variable {
  /// The largest pixel of each window of images (images, height, width, channels).
  ///
  /// - Gradient: dz goes to the first of the window's pixels that is the largest.
  ///
  /// - Parameters:
  ///   - window: which pixels belong together; its padding never is the largest.
  ///   - outputHeight: how many windows there are down the image; by default as many as fit.
  ///   - outputWidth: how many windows there are across the image; by default as many as fit.
  /// - Returns: (images, output height, output width, channels).
  /// - Precondition: x has four axes.
  public func maxPooled(
    over window: ImageWindow, outputHeight: Int? = nil, outputWidth: Int? = nil
  ) -> Variable {
    pooled(by: .maximum, over: window, outputHeight: outputHeight, outputWidth: outputWidth)
  }

  /// The mean pixel of each window of images (images, height, width, channels).
  ///
  /// - Gradient: dz in equal shares to the window's pixels.
  ///
  /// - Parameters:
  ///   - window: which pixels belong together.
  ///   - countsPadding: whether the mean is taken over the padding's zeros too.
  ///   - outputHeight: how many windows there are down the image; by default as many as fit.
  ///   - outputWidth: how many windows there are across the image; by default as many as fit.
  /// - Returns: (images, output height, output width, channels).
  /// - Precondition: x has four axes.
  public func averagePooled(
    over window: ImageWindow, countsPadding: Bool, outputHeight: Int? = nil,
    outputWidth: Int? = nil
  ) -> Variable {
    pooled(
      by: .average(countsPadding: countsPadding), over: window, outputHeight: outputHeight,
      outputWidth: outputWidth)
  }

  private func pooled(
    by rule: PoolingRule, over window: ImageWindow, outputHeight: Int?, outputWidth: Int?
  ) -> Variable {
    precondition(shape.rank == 4, "pooling of \(shape)")
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let extents = [
      shape[0], outputHeight ?? window.vertical.outputExtent(for: height) ?? 0,
      outputWidth ?? window.horizontal.outputExtent(for: width) ?? 0, channels,
    ]
    let pooling = Pooling(
      rule, over: window, height: height, width: width, channels: channels,
      outputHeight: extents[1], outputWidth: extents[2])
    let x = value
    let z = Tensor(shape: Shape(extents)) { z in
      x.withScalars { pooling.apply($0, into: &z) }
    }
    guard let tape, let slot else { return Variable(z) }
    guard rule == .maximum else {
      return tape.record(z) { dz, gradients in
        gradients.update(slot) { pooling.addAverageGradient(dz, to: &$0) }
      }
    }
    return tape.record(z) { dz, gradients in
      gradients.update(slot) { dx in
        x.withScalars { x in
          z.withScalars { z in pooling.addMaximumGradient(x, z, dy: dz, to: &dx) }
        }
      }
    }
  }
}

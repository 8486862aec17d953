package import Tensors

/// The convolution of images with a kernel, and its gradients.
///
/// z[n, y, x, o] = bias[o] + Σ over the kernel's elements (r, s) and the inputs i of o's group of
/// input[n, y·stride − padding + r·dilation, x·stride − padding + s·dilation, i] · w[o, i, r, s],
/// where the input is zero beyond its edges. Images are (N, H, W, channels), weights
/// (outputs, inputs / groups, height, width).
///
/// Source: ONNX operator `Conv`, opset 11, with the channels moved last.
package struct Convolution: Hashable, Sendable {
  package let images: Int
  package let window: ImageWindow
  package let groups: Int
  let input: FeatureMapExtents
  let output: FeatureMapExtents

  /// Describes a convolution of images (N, H, W, inputs) to (N, H′, W′, outputs).
  ///
  /// - Precondition: the groups divide the channels; the windows are those of the input, or
  ///   fewer.
  package init(input: Shape, output: Shape, over window: ImageWindow, groups: Int) {
    precondition(
      input.rank == 4 && output.rank == 4 && input[0] == output[0] && groups > 0
        && input[3] % groups == 0 && output[3] % groups == 0,
      "a convolution of \(input) to \(output) in \(groups) groups")
    images = input[0]
    self.window = window
    self.groups = groups
    self.input = FeatureMapExtents(height: input[1], width: input[2], channels: input[3])
    self.output = FeatureMapExtents(height: output[1], width: output[2], channels: output[3])
  }

  /// (outputs, inputs / groups, height, width).
  package var weightShape: Shape {
    [
      output.channels, input.channels / groups, window.vertical.extent, window.horizontal.extent,
    ]
  }

  package var inputShape: Shape { [images, input.height, input.width, input.channels] }
  package var outputShape: Shape { [images, output.height, output.width, output.channels] }

  /// z ← the convolution of x with the weight w, plus a bias for each output, if any; or z plus it.
  ///
  /// - Precondition: there is a bias only where z is replaced.
  package func convolve(
    _ x: Span<Float>, with w: Span<Float>, bias: Span<Float>? = nil,
    into z: inout MutableSpan<Float>, update: Update = .replacing
  ) {
    precondition(
      x.count == inputShape.count && w.count == weightShape.count && z.count == outputShape.count
        && (bias?.count ?? output.channels) == output.channels)
    if let products = WindowProducts(self) {
      products.convolve(x, with: w, bias: bias, into: &z, update: update)
    } else {
      apply(forwardGrid, x, w, isReversed: false, bias: bias, into: &z, update: update)
    }
  }

  /// dx ← the gradient of ``convolve(_:with:bias:into:update:)`` with respect to x, or dx plus it.
  ///
  /// This is also the transposed convolution of dz, which may have a bias.
  package func convolveInputGradient(
    _ dz: Span<Float>, with w: Span<Float>, bias: Span<Float>? = nil,
    into dx: inout MutableSpan<Float>, update: Update
  ) {
    precondition(
      dx.count == inputShape.count && w.count == weightShape.count
        && dz.count == outputShape.count && (bias?.count ?? input.channels) == input.channels)
    if let products = WindowProducts(self) {
      products.convolveInputGradient(dz, with: w, bias: bias, into: &dx, update: update)
    } else {
      apply(reversedGrid, dz, w, isReversed: true, bias: bias, into: &dx, update: update)
    }
  }

  /// dw ← dw plus the gradient of ``convolve(_:with:bias:into:update:)`` with respect to w.
  package func convolveWeightGradient(
    _ x: Span<Float>, _ dz: Span<Float>, addingTo dw: inout MutableSpan<Float>
  ) {
    precondition(
      x.count == inputShape.count && dw.count == weightShape.count
        && dz.count == outputShape.count)
    if let products = WindowProducts(self) {
      products.convolveWeightGradient(x, dz, addingTo: &dw)
    } else {
      addWeightGradient(forwardGrid, x, dz, to: &dw)
    }
  }

  private var forwardGrid: TapGrid {
    TapGrid(
      source: input, target: output, vertical: [.sliding(window.vertical, over: output.height)],
      horizontal: [.sliding(window.horizontal, over: output.width)])
  }

  private var reversedGrid: TapGrid {
    TapGrid(
      source: output, target: input,
      vertical: AxisTaps.reversed(window.vertical, over: input.height, source: output.height),
      horizontal: AxisTaps.reversed(window.horizontal, over: input.width, source: output.width))
  }

  /// Whether each channel is convolved by itself.
  var isDepthwise: Bool {
    groups > 1 && groups == input.channels && groups == output.channels
  }

  var kernelWidth: Int { window.horizontal.extent }

  /// The elements of the kernel for one output and one input.
  var kernelCount: Int { window.vertical.extent * window.horizontal.extent }
}

import ArchDAG
import Autograd
import Tensors

/// A tensor as the operators on images want it, (N, H, W, C), and the way back to its own rank.
///
/// A signal (N, C, L) is an image of one row.
struct ImageOperand {
  let image: Variable
  /// Whether the tensor has one spatial axis only.
  let isSignal: Bool

  /// - Throws: ``ExecutionError/unfitOperands(operation:expected:found:)`` if the tensor has not
  ///   as many spatial axes as the operation's windows.
  init(_ x: ArrangedVariable, axes: Int, _ operands: Operands) throws(ExecutionError) {
    guard x.count > 0 || x.rank != axes + 2 else {
      throw operands.misfit("a tensor with numbers", found: "none in \(x.extents)")
    }
    guard x.rank == axes + 2 else {
      throw operands.misfit("a tensor of \(axes + 2) axes", found: "\(x.extents)")
    }
    let last = x.arranged(in: .channelsLast(rank: x.rank)).variable
    isSignal = axes == 1
    let extents = last.shape.extents
    image = isSignal ? last.reshaped(to: [extents[0], 1, extents[1], extents[2]]) : last
  }

  var height: Int { image.shape[1] }
  var width: Int { image.shape[2] }
  var channels: Int { image.shape[3] }

  /// An image as a tensor of the operand's rank.
  func restored(_ image: Variable) -> ArrangedVariable {
    guard isSignal else { return ArrangedVariable(image, order: .channelsLast(rank: 4)) }
    let extents = image.shape.extents
    return ArrangedVariable(
      image.reshaped(to: [extents[0], extents[2], extents[3]]), order: .channelsLast(rank: 3))
  }
}

extension NetworkRun {
  /// Refuses an image that its padding makes too large, whatever the windows leave of it.
  ///
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``.
  func checkPadded(
    _ x: ImageOperand, by window: ImageWindow, _ operands: Operands
  ) throws(ExecutionError) {
    try limits.check(
      [
        x.channels, window.vertical.paddedExtent(of: x.height),
        window.horizontal.paddedExtent(of: x.width),
      ], of: operands.operation)
  }
}

extension SlidingWindow {
  /// An extent with both paddings; one that overflows counts as the largest number.
  fileprivate func paddedExtent(of extent: Int) -> Int {
    Self.paddedExtent(of: extent, by: (padding, trailingPadding)) ?? .max
  }
}

extension ImageWindow {
  /// The window of a convolution or pooling over one or two axes.
  ///
  /// - Precondition: `checkRunnable` accepted the operation.
  init(kernel: [Int], strides: [Int], padding: [Int], dilations: [Int]) {
    let axes = kernel.indices.map { axis in
      SlidingWindow(
        extent: kernel[axis], stride: strides[axis], padding: padding[axis],
        trailingPadding: padding[axis + strides.count], dilation: dilations[axis])
    }
    self.init(
      vertical: axes.count == 1 ? SlidingWindow(extent: 1) : axes[0],
      horizontal: axes[axes.count - 1])
  }
}

import CKernels

/// Where a convolution's weights lie in their file's order, and in that of the kernels.
///
/// In files they are (outputs, inputs / groups, height, width). Kernels read, for each group, panels
/// of up to 32 outputs: (panels, taps, inputs, outputs of a panel), with zeros up to the next
/// multiple of 16. On the way back, outputs and inputs are exchanged. Depthwise weights become
/// (taps, channels).
struct WeightOrder {
  /// The channels of one group.
  let outputs: Int
  let inputs: Int
  private let outputStride: Int
  private let inputStride: Int
  private let groupStride: Int
  private let groups: Int
  private let isDepthwise: Bool

  init(_ convolution: Convolution, isReversed: Bool) {
    groups = convolution.groups
    isDepthwise = convolution.isDepthwise
    let kernelCount = convolution.kernelCount
    let inputs = convolution.input.channels / groups
    let outputs = convolution.output.channels / groups
    groupStride = outputs * inputs * kernelCount
    self.outputs = isReversed ? inputs : outputs
    self.inputs = isReversed ? outputs : inputs
    outputStride = isReversed ? kernelCount : inputs * kernelCount
    inputStride = isReversed ? inputs * kernelCount : kernelCount
  }

  /// How many scalars the packed weights take.
  func packedCount(taps: Int) -> Int {
    isDepthwise ? wholeLines(groups) * taps : groups * groupCount(taps: taps)
  }

  /// How many of them are one group's, unless the convolution is depthwise.
  func groupCount(taps: Int) -> Int { wholeLines(outputs) * inputs * taps }

  /// Packs the weights of these elements of the kernel.
  ///
  /// There must be room for the packed weights of all groups.
  @unsafe
  func pack(_ w: Span<Float>, _ indices: [Int], into packed: UnsafeMutablePointer<Float>) {
    // SAFETY: every output, input, group and index lies inside the weight.
    unsafe w.withUnsafeBufferPointer { w in
      guard let w = w.baseAddress else { return }
      guard !isDepthwise else {
        let width = wholeLines(groups)
        for (tap, index) in indices.enumerated() {
          let row = unsafe packed + tap * width
          for group in 0..<groups { unsafe row[group] = w[group * groupStride + index] }
          for group in groups..<width { unsafe row[group] = 0 }
        }
        return
      }
      let groupCount = groupCount(taps: indices.count)
      unsafe withOrder(of: indices) { order in
        for group in 0..<groups {
          unsafe ghn_pack_weights(&order, w + group * groupStride, packed + group * groupCount)
        }
      }
    }
  }

  /// Adds packed gradients to those in the file's order.
  @unsafe
  func addUnpacked(
    _ packed: UnsafePointer<Float>, _ indices: [Int], to dw: inout MutableSpan<Float>
  ) {
    // SAFETY: every output, input, group and index lies inside the weight.
    unsafe dw.withUnsafeMutableBufferPointer { dw in
      guard let dw = dw.baseAddress else { return }
      guard !isDepthwise else {
        let width = wholeLines(groups)
        for (tap, index) in indices.enumerated() {
          let row = unsafe packed + tap * width
          for group in 0..<groups { unsafe dw[group * groupStride + index] += row[group] }
        }
        return
      }
      let groupCount = groupCount(taps: indices.count)
      unsafe withOrder(of: indices) { order in
        for group in 0..<groups {
          unsafe ghn_add_unpacked_weights(
            &order, packed + group * groupCount, dw + group * groupStride)
        }
      }
    }
  }

  /// Calls `body` with where a group's weights of these elements of the kernel stand.
  @unsafe
  private func withOrder(of indices: [Int], _ body: (inout ghn_weight_order) -> Void) {
    // SAFETY: the indices live as long as the call.
    unsafe indices.withUnsafeBufferPointer { indices in
      var order = unsafe ghn_weight_order(
        output_stride: outputStride, input_stride: inputStride, indices: indices.baseAddress,
        taps: indices.count, inputs: inputs, outputs: outputs)
      unsafe body(&order)
    }
  }
}

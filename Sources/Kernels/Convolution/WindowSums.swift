import CKernels

/// The weights of a convolution, in the order in which a kernel reads them.
private struct PackedWeights {
  var scalars: [Float]
  /// How many of them one group has.
  var groupCount: Int
}

extension Convolution {
  /// Where the weights of one output, one input and one group lie; outputs and inputs change
  /// places on the way back.
  private struct WeightStrides {
    var outputs: Int
    var inputs: Int
    var outputStride: Int
    var inputStride: Int
    var groupStride: Int

    /// How many scalars the packed weights of a group take.
    func packedCount(taps: Int) -> Int { (outputs + 15) / 16 * 16 * inputs * taps }
  }

  private func strides(isReversed: Bool) -> WeightStrides {
    let (inputs, outputs) = (input.channels / groups, output.channels / groups)
    let groupStride = outputs * inputs * kernelCount
    return isReversed
      ? WeightStrides(
        outputs: inputs, inputs: outputs, outputStride: kernelCount,
        inputStride: inputs * kernelCount, groupStride: groupStride)
      : WeightStrides(
        outputs: outputs, inputs: inputs, outputStride: inputs * kernelCount,
        inputStride: kernelCount, groupStride: groupStride)
  }

  /// z ← the sums of x's taps, each multiplied with its weights; forward, or the way back.
  func apply(
    _ grid: TapGrid, _ x: Span<Float>, _ w: Span<Float>, isReversed: Bool, bias: Span<Float>?,
    into z: inout MutableSpan<Float>, update: Update
  ) {
    precondition(bias == nil || update == .replacing, "a bias for sums that are added")
    let strides = strides(isReversed: isReversed)
    let packed = grid.phases.map { phase in
      let indices = phase.kernelIndices(kernelWidth: kernelWidth)
      return isDepthwise
        ? channelWeights(w, indices) : packedWeights(w, indices, strides)
    }
    let isAdding: Int32 = update == .adding ? 1 : 0
    // SAFETY: the callers tie the counts of x and z to the grid's images; the grid hands out
    // windows that lie inside them, or inside its own copy of x. The packed weights hold as many
    // scalars as the kernels read, and the bias one for each output channel.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe z.withUnsafeMutableBufferPointer { z in
        unsafe withOptionalPointer(bias) { bias in
          guard let x = x.baseAddress, let z = z.baseAddress else { return }
          unsafe grid.forEachStrip(images: images, x: x, z: z) { phase, windows, x, z in
            let weights = packed[phase.number]
            unsafe weights.scalars.withUnsafeBufferPointer { w in
              guard !isDepthwise else {
                return unsafe ghn_convolve_channels(
                  windows, x, groups, w.baseAddress, bias, z, isAdding)
              }
              for group in 0..<groups {
                unsafe ghn_convolve(
                  windows, x + group * strides.inputs, strides.inputs,
                  w.baseAddress.map { unsafe $0 + group * weights.groupCount },
                  bias.map { unsafe $0 + group * strides.outputs }, z + group * strides.outputs,
                  strides.outputs, isAdding)
              }
            }
          }
        }
      }
    }
  }

  /// dw ← dw + the products of the taps of x with dz, summed over all windows.
  func addWeightGradient(
    _ grid: TapGrid, _ x: Span<Float>, _ dz: Span<Float>, to dw: inout MutableSpan<Float>
  ) {
    let strides = strides(isReversed: false)
    let indices = grid.phases[0].kernelIndices(kernelWidth: kernelWidth)
    let groupCount =
      isDepthwise ? indices.count : strides.packedCount(taps: indices.count)
    var packed = [Float](repeating: 0, count: groups * groupCount)
    // SAFETY: as in `apply`; the kernels only read dz, although the grid hands out a pointer to
    // write through.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe dz.withUnsafeBufferPointer { dz in
        unsafe packed.withUnsafeMutableBufferPointer { packed in
          guard let x = x.baseAddress, let dz = dz.baseAddress, let packed = packed.baseAddress
          else { return }
          unsafe grid.forEachStrip(
            images: images, x: x, z: UnsafeMutablePointer(mutating: dz)
          ) { _, windows, x, dz in
            guard !isDepthwise else {
              return unsafe ghn_convolve_channels_weight_gradient(
                windows, x, groups, dz, packed)
            }
            for group in 0..<groups {
              unsafe ghn_convolve_weight_gradient(
                windows, x + group * strides.inputs, strides.inputs,
                dz + group * strides.outputs, strides.outputs, packed + group * groupCount)
            }
          }
        }
      }
    }
    guard !isDepthwise else {
      for (tap, index) in indices.enumerated() {
        for channel in 0..<groups {
          dw[channel * kernelCount + index] += packed[tap * groups + channel]
        }
      }
      return
    }
    // SAFETY: every output, input and index lies inside the weight, whose count the caller checks.
    unsafe dw.withUnsafeMutableBufferPointer { dw in
      unsafe packed.withUnsafeBufferPointer { packed in
        guard let dw = dw.baseAddress, let packed = packed.baseAddress else { return }
        for group in 0..<groups {
          unsafe ghn_add_unpacked_weights(
            packed + group * groupCount, strides.outputStride, strides.inputStride, indices,
            indices.count, strides.inputs, strides.outputs, dw + group * strides.groupStride)
        }
      }
    }
  }

  /// The weights as (taps, channels).
  private func channelWeights(_ w: Span<Float>, _ indices: [Int]) -> PackedWeights {
    var scalars: [Float] = []
    scalars.reserveCapacity(indices.count * groups)
    for index in indices {
      for channel in 0..<groups { scalars.append(w[channel * kernelCount + index]) }
    }
    return PackedWeights(scalars: scalars, groupCount: indices.count)
  }

  /// The weights of each group in panels.
  private func packedWeights(
    _ w: Span<Float>, _ indices: [Int], _ strides: WeightStrides
  ) -> PackedWeights {
    let groupCount = strides.packedCount(taps: indices.count)
    // SAFETY: the panels of a group take `groupCount` scalars, and every output, input and index
    // lies inside the weight, whose count the caller checks.
    let scalars = unsafe [Float](unsafeUninitializedCapacity: groups * groupCount) { to, count in
      count = groups * groupCount
      unsafe w.withUnsafeBufferPointer { w in
        guard let w = w.baseAddress, let to = to.baseAddress else { return }
        for group in 0..<groups {
          unsafe ghn_pack_weights(
            w + group * strides.groupStride, strides.outputStride, strides.inputStride, indices,
            indices.count, strides.inputs, strides.outputs, to + group * groupCount)
        }
      }
    }
    return PackedWeights(scalars: scalars, groupCount: groupCount)
  }
}

/// Calls `body` with a pointer to the scalars, if there are any.
@unsafe
private func withOptionalPointer(
  _ scalars: Span<Float>?, _ body: (UnsafePointer<Float>?) -> Void
) {
  if let scalars {
    unsafe scalars.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
  } else {
    body(nil)
  }
}

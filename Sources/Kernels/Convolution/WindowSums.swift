import CKernels

extension Convolution {
  /// z ← the sums of x's taps, each multiplied with its weights; forward, or the way back.
  func apply(
    _ grid: TapGrid, _ x: Span<Float>, _ w: Span<Float>, isReversed: Bool, bias: Span<Float>?,
    into z: inout MutableSpan<Float>, update: Update
  ) {
    precondition(bias == nil || update == .replacing, "a bias for sums that are added")
    let order = WeightOrder(self, isReversed: isReversed)
    let phases = grid.phases
    let indices = phases.map { $0.kernelIndices(kernelWidth: kernelWidth) }
    let counts = indices.map { order.packedCount(taps: $0.count) }
    let places = counts.indices.map { counts[..<$0].reduce(0, +) }
    let packedCount = counts.reduce(0, +)
    let scratch = AlignedScalars(count: packedCount + grid.scratchCount)
    let isAdding: Int32 = update == .adding ? 1 : 0
    // SAFETY: the callers tie the counts of x, w and z to the grid's images and the weights'
    // order; the grid hands out windows that lie inside them, or inside its own copy of x. The
    // scratch memory holds the packed weights of all phases, and that copy; the bias holds a scalar
    // for each output channel.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe z.withUnsafeMutableBufferPointer { z in
        unsafe withOptionalPointer(bias) { bias in
          guard let x = x.baseAddress, let z = z.baseAddress else { return }
          for (place, indices) in zip(places, indices) {
            unsafe order.pack(w, indices, into: scratch.pointer(at: place))
          }
          unsafe grid.forEachStrip(
            images: images, x: x, z: z, scratch: scratch.pointer(at: packedCount),
            joined: joinsTaps
          ) { phase, windows, x, z in
            let w = unsafe scratch.pointer(at: places[phase.number])
            guard !isDepthwise else {
              return unsafe ghn_convolve_channels(windows, x, groups, w, bias, z, isAdding)
            }
            let groupCount = order.groupCount(taps: indices[phase.number].count)
            let inputs = order.inputs * joinedTaps(phase)
            for group in 0..<groups {
              unsafe ghn_convolve(
                windows, x + group * order.inputs, inputs, w + group * groupCount,
                bias.map { unsafe $0 + group * order.outputs }, z + group * order.outputs,
                order.outputs, isAdding)
            }
          }
        }
      }
    }
  }

  /// Whether a row of a phase's taps reads scalars without gaps: the kernels work best with many
  /// inputs and few taps.
  private func joinsTaps(_ phase: TapGrid.Phase) -> Bool {
    groups == 1 && phase.horizontal.tapStep == 1
  }

  private func joinedTaps(_ phase: TapGrid.Phase) -> Int {
    joinsTaps(phase) ? phase.horizontal.taps.count : 1
  }

  /// dw ← dw + the products of the taps of x with dz, summed over all windows.
  func addWeightGradient(
    _ grid: TapGrid, _ x: Span<Float>, _ dz: Span<Float>, to dw: inout MutableSpan<Float>
  ) {
    let order = WeightOrder(self, isReversed: false)
    let indices = grid.phases[0].kernelIndices(kernelWidth: kernelWidth)
    let groupCount = order.groupCount(taps: indices.count)
    let packedCount = order.packedCount(taps: indices.count)
    let scratch = AlignedScalars(count: packedCount + grid.scratchCount)
    // SAFETY: as in `apply`; the kernels only read dz, although the grid hands out a pointer to
    // write through.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe dz.withUnsafeBufferPointer { dz in
        let packed = unsafe scratch.pointer(at: 0)
        unsafe packed.update(repeating: 0, count: packedCount)
        guard let x = x.baseAddress, let dz = dz.baseAddress else { return }
        unsafe grid.forEachStrip(
          images: images, x: x, z: UnsafeMutablePointer(mutating: dz),
          scratch: packed + packedCount, joined: joinsTaps
        ) { phase, windows, x, dz in
          guard !isDepthwise else {
            return unsafe ghn_convolve_channels_weight_gradient(windows, x, groups, dz, packed)
          }
          let inputs = order.inputs * joinedTaps(phase)
          for group in 0..<groups {
            unsafe ghn_convolve_weight_gradient(
              windows, x + group * order.inputs, inputs, dz + group * order.outputs,
              order.outputs, packed + group * groupCount)
          }
        }
        unsafe order.addUnpacked(packed, indices, to: &dw)
      }
    }
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

import CKernels
import Concurrency

extension Convolution {
  /// z ← the sums of x's taps, each multiplied with its weights; forward, or the way back.
  func apply(
    _ grid: TapGrid, _ x: Span<Float>, _ w: Span<Float>, isReversed: Bool, bias: Span<Float>?,
    into z: inout MutableSpan<Float>, update: Update
  ) {
    precondition(bias == nil || update == .replacing, "a bias for sums that are added")
    let order = WeightOrder(self, isReversed: isReversed)
    let indices = grid.phases.map { $0.kernelIndices(kernelWidth: kernelWidth) }
    let counts = indices.map { order.packedCount(taps: $0.count) }
    let offsets = counts.indices.map { counts[..<$0].reduce(0, +) }
    let packed = AlignedScalars(count: counts.reduce(0, +))
    for (offset, indices) in zip(offsets, indices) {
      // SAFETY: the packed weights of all phases lie one after another.
      unsafe order.pack(w, indices, into: packed.pointer(at: offset))
    }
    let pass = WindowPass(
      grid: grid, order: order, phases: zip(offsets, indices.map(\.count)).map { ($0, $1) })
    spread(&z, rows: images, of: grid.target.count, inPartsOf: imagesPerPart) { z, images in
      apply(
        pass, images: images.count,
        x.extracting(scalars(of: images, columns: grid.source.count)), packed, bias: bias,
        into: &z, update: update)
    }
  }

  /// The same for some images, with packed weights.
  private func apply(
    _ pass: WindowPass, images: Int, _ x: Span<Float>, _ packed: borrowing AlignedScalars,
    bias: Span<Float>?, into z: inout MutableSpan<Float>, update: Update
  ) {
    let (grid, order, phases) = (pass.grid, pass.order, pass.phases)
    let scratch = AlignedScalars(count: grid.scratchCount)
    let isAdding: Int32 = update == .adding ? 1 : 0
    // SAFETY: the callers tie the counts of x, w and z to the grid's images and the weights'
    // order; the grid hands out windows that lie inside them, or inside its own copy of x, for which
    // there is scratch memory; the bias holds a scalar for each output channel.
    unsafe withAddresses(x, &z) { x, z in
      unsafe withOptionalPointer(bias) { bias in
        guard let x = unsafe x, let z = unsafe z else { return }
        unsafe grid.forEachStrip(
          images: images, x: x, z: z, scratch: scratch.pointer(at: 0), joined: joinsTaps
        ) { phase, windows, x, z in
          let w = unsafe packed.pointer(at: phases[phase.number].offset)
          guard !isDepthwise else {
            return unsafe ghn_convolve_channels(windows, x, groups, w, bias, z, isAdding)
          }
          let groupCount = order.groupCount(taps: phases[phase.number].taps)
          let inputs = order.inputs * joinedTaps(phase)
          for group in 0..<groups {
            var weights = unsafe ghn_packed_weights(
              panels: w + group * groupCount,
              bias: bias.map { unsafe $0 + group * order.outputs }, inputs: inputs,
              outputs: order.outputs)
            unsafe ghn_convolve(
              windows, &weights, x + group * order.inputs, z + group * order.outputs, isAdding)
          }
        }
      }
    }
  }

  /// About how many multiplications one image takes.
  private var multiplicationsPerImage: Int {
    output.count * (input.channels / groups) * kernelCount
  }

  /// How many multiplications are worth handing to another thread: some forty microseconds of them.
  private var multiplicationsPerPart: Int { isDepthwise ? 1 << 18 : 1 << 21 }

  /// How many images a thread takes at a time.
  var imagesPerPart: Int {
    max(1, multiplicationsPerPart / max(1, multiplicationsPerImage))
  }

  /// Whether a row of a phase's taps reads scalars without gaps: the kernels work best with many
  /// inputs and few taps.
  func joinsTaps(_ phase: TapGrid.Phase) -> Bool {
    groups == 1 && phase.horizontal.tapStep == 1
  }

  func joinedTaps(_ phase: TapGrid.Phase) -> Int {
    joinsTaps(phase) ? phase.horizontal.taps.count : 1
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

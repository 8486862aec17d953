import CKernels
import Concurrency

extension Convolution {
  /// dw ← dw + the products of the taps of x with dz, summed over all windows.
  ///
  /// Neighboring images have a sum of their own, and the sums are added in the order of the images.
  /// Which images belong together follows from the extents alone, and so does the result.
  func addWeightGradient(
    _ grid: TapGrid, _ x: Span<Float>, _ dz: Span<Float>, to dw: inout MutableSpan<Float>
  ) {
    guard images > 0 else { return }
    let order = WeightOrder(self, isReversed: false)
    let indices = grid.phases[0].kernelIndices(kernelWidth: kernelWidth)
    let count = order.packedCount(taps: indices.count)
    let parts = GradientParts(self, order, count: count, scalarCount: x.count + dz.count)
    let stride = wholeLines(count)
    let packed = AlignedScalars(count: parts.sums * stride)
    let pass = WindowPass(grid: grid, order: order, phases: [(offset: 0, taps: indices.count)])
    spread(count: parts.sums * parts.panels) { part in
      let (images, outputs) = (parts.images(part), parts.outputs(part))
      addWeightGradient(
        pass, images: images.count,
        x.extracting(scalars(of: images, columns: grid.source.count)),
        dz.extracting(scalars(of: images, columns: grid.target.count)), outputs: outputs,
        to: packed, at: part / parts.panels * stride)
    }
    // SAFETY: each sum has `count` scalars, and they lie `stride` apart.
    let total = unsafe packed.pointer(at: 0)
    for sum in 1..<parts.sums {
      unsafe ghn_add_scaled(1, packed.pointer(at: sum * stride), total, count)
    }
    unsafe order.addUnpacked(total, indices, to: &dw)
  }

  /// Writes the sum over some images for some outputs; its offset is that of all outputs.
  private func addWeightGradient(
    _ pass: WindowPass, images: Int, _ x: Span<Float>, _ dz: Span<Float>, outputs: Range<Int>,
    to packed: borrowing AlignedScalars, at offset: Int
  ) {
    guard !outputs.isEmpty else { return }
    let (grid, order, taps) = (pass.grid, pass.order, pass.phases[0].taps)
    let scratch = AlignedScalars(count: grid.scratchCount)
    let first = offset + outputs.lowerBound * order.inputs * taps
    let groupCount = order.groupCount(taps: taps)
    let count =
      outputs.count == order.outputs
      ? order.packedCount(taps: taps) : wholeLines(outputs.count) * order.inputs * taps
    // SAFETY: as in `apply`; the kernels only read dz, although the grid hands out a pointer to
    // write through. The panels of these outputs lie one after another from `first` on.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe dz.withUnsafeBufferPointer { dz in
        let packed = unsafe packed.pointer(at: first)
        unsafe packed.update(repeating: 0, count: count)
        guard let x = x.baseAddress, let dz = dz.baseAddress else { return }
        unsafe grid.forEachStrip(
          images: images, x: x, z: UnsafeMutablePointer(mutating: dz),
          scratch: scratch.pointer(at: 0), joined: joinsTaps
        ) { phase, windows, x, dz in
          guard !isDepthwise else {
            return unsafe ghn_convolve_channels_weight_gradient(windows, x, groups, dz, packed)
          }
          let inputs = order.inputs * joinedTaps(phase)
          for group in 0..<groups {
            unsafe ghn_convolve_weight_gradient(
              windows, x + group * order.inputs, inputs,
              dz + group * order.outputs + outputs.lowerBound, outputs.count,
              packed + group * groupCount)
          }
        }
      }
    }
  }
}

/// How the gradient of a weight is shared out: sums over neighboring images, each in panels of
/// outputs.
private struct GradientParts: Sendable {
  /// How many sums there are, and how many parts of the outputs of each.
  let sums, panels: Int
  private let imageCount, outputCount, imagesPerSum, outputsPerPanel: Int

  /// As many parts as are worth handing to other threads.
  ///
  /// - Parameters:
  ///   - convolution: the convolution.
  ///   - order: where its weights lie.
  ///   - count: how many scalars a sum has.
  ///   - scalarCount: how many scalars are read.
  init(_ convolution: Convolution, _ order: WeightOrder, count: Int, scalarCount: Int) {
    imageCount = convolution.images
    outputCount = order.outputs
    // Sums are worth their while where they are short against what they are sums of.
    let most = max(1, min(imageCount, Self.most, scalarCount / (4 * max(1, count))))
    imagesPerSum = max(convolution.imagesPerPart, (imageCount + most - 1) / most)
    sums = (imageCount + imagesPerSum - 1) / imagesPerSum
    // Those of a group are independent of each other.
    let width = 32
    let widths = (outputCount + width - 1) / width
    let panels = convolution.groups == 1 ? min(widths, Self.most / sums) : 1
    outputsPerPanel = (widths + max(1, panels) - 1) / max(1, panels) * width
    self.panels = max(1, panels)
  }

  private static let most = 8

  func images(_ part: Int) -> Range<Int> {
    let first = part / panels * imagesPerSum
    return first..<min(imageCount, first + imagesPerSum)
  }

  func outputs(_ part: Int) -> Range<Int> {
    let first = min(outputCount, part % panels * outputsPerPanel)
    return first..<min(outputCount, first + outputsPerPanel)
  }
}

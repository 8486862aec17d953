import CKernels
import Concurrency
import Tensors

/// A convolution as products of matrices, with a row for what each window sees.
///
/// Where an image has few positions a row, the kernels of ``Convolution`` would hold few sums in
/// registers, and would read all weights again for each image. Products read them once for many. A
/// window of one pixel sees the pixels as they lie: nothing is copied.
struct WindowProducts: Sendable {
  private let images: Int
  private let inputs, outputs: Int
  /// How many windows an image has.
  private let positions: Int
  private let pixels: Int
  /// The windows, without taps that lie beyond the images in all of them.
  private let windows: ghn_image_windows
  /// The taps of a whole kernel, and those that are left of it, down and across.
  private let kernel: (height: Int, width: Int)
  private let rows, columns: Range<Int>

  /// The products of a convolution; `nil` where they would not be faster.
  init?(_ convolution: Convolution) {
    let (input, output, window) = (convolution.input, convolution.output, convolution.window)
    guard convolution.groups == 1, convolution.images > 0, input.count > 0, output.count > 0,
      let rows = window.vertical.taps(over: input.height, positions: output.height),
      let columns = window.horizontal.taps(over: input.width, positions: output.width)
    else { return nil }
    images = convolution.images
    (inputs, outputs) = (input.channels, output.channels)
    (positions, pixels) = (output.height * output.width, input.height * input.width)
    kernel = (window.vertical.extent, window.horizontal.extent)
    (self.rows, self.columns) = (rows, columns)
    windows = ghn_image_windows(
      height: input.height, width: input.width, channels: input.channels,
      output_height: output.height, output_width: output.width,
      vertical: ghn_window(window.vertical, taps: rows),
      horizontal: ghn_window(window.horizontal, taps: columns), counts_padding: 0)
    guard seesPixels || output.width <= Self.fewPositions, scalarsPerImage <= Self.mostScalars
    else {
      return nil
    }
  }

  private static let fewPositions = 3
  /// How many scalars of windows are gathered at a time, if an image has no more: what a cache holds.
  private static let scalarsAtOnce = 1 << 20
  private static let mostScalars = 1 << 23

  /// How many numbers a window sees.
  private var seen: Int { inputs * rows.count * columns.count }
  private var scalarsPerImage: Int {
    let (count, overflows) = positions.multipliedReportingOverflow(by: seen)
    return overflows ? .max : count
  }

  /// Whether windows and pixels are the same.
  private var seesPixels: Bool {
    kernel == (1, 1) && positions == pixels && windows.vertical.stride == 1
      && windows.horizontal.stride == 1 && windows.vertical.padding == 0
      && windows.horizontal.padding == 0 && windows.output_width == windows.width
  }

  /// z ← the convolution of x, plus a bias for each output, if any; or z plus it.
  func convolve(
    _ x: Span<Float>, with w: Span<Float>, bias: Span<Float>?, into z: inout MutableSpan<Float>,
    update: Update
  ) {
    if let bias { repeatRow(bias, into: &z) }
    withReachingWeights(w) { w in
      forEachChunk { chunk in
        var part = z._mutatingExtracting(scalars(of: chunk, columns: positions * outputs))
        withWindows(of: chunk, in: x) { seen in
          MatrixProduct(
            rows: chunk.count * positions, inner: self.seen, columns: outputs, transposing: .right,
            update: bias == nil ? update : .adding
          ).multiply(seen, w, into: &part)
        }
      }
    }
  }

  /// dx ← the gradient for the images, plus a bias for each input, if any; or dx plus it.
  func convolveInputGradient(
    _ dz: Span<Float>, with w: Span<Float>, bias: Span<Float>?, into dx: inout MutableSpan<Float>,
    update: Update
  ) {
    if let bias { repeatRow(bias, into: &dx) }
    let replaces = update == .replacing && bias == nil
    if !seesPixels && replaces { dx.update(repeating: 0) }
    withReachingWeights(w) { w in
      forEachChunk { chunk in
        let dz = dz.extracting(scalars(of: chunk, columns: positions * outputs))
        var part = dx._mutatingExtracting(scalars(of: chunk, columns: pixels * inputs))
        let product = MatrixProduct(
          rows: chunk.count * positions, inner: outputs, columns: seen,
          update: seesPixels && !replaces ? .adding : .replacing)
        guard !seesPixels else { return product.multiply(dz, w, into: &part) }
        let dseen = filledScalars(count: chunk.count * scalarsPerImage) {
          product.multiply(dz, w, into: &$0)
        }
        addWindows(dseen.span, of: chunk.count, to: &part)
      }
    }
  }

  /// dw ← dw plus the gradient for the weight.
  func convolveWeightGradient(
    _ x: Span<Float>, _ dz: Span<Float>, addingTo dw: inout MutableSpan<Float>
  ) {
    guard let reach else { return addWeightGradient(x, dz, to: &dw) }
    var reaching = [Float](repeating: 0, count: outputs * seen)
    var span = reaching.mutableSpan
    addWeightGradient(x, dz, to: &span)
    reach.scattering.run(reaching.span, into: &dw, update: .adding)
  }

  private func addWeightGradient(
    _ x: Span<Float>, _ dz: Span<Float>, to dw: inout MutableSpan<Float>
  ) {
    forEachChunk { chunk in
      let dz = dz.extracting(scalars(of: chunk, columns: positions * outputs))
      withWindows(of: chunk, in: x) { seen in
        MatrixProduct(
          rows: outputs, inner: chunk.count * positions, columns: self.seen, transposing: .left,
          update: .adding
        ).multiply(dz, seen, into: &dw)
      }
    }
  }

  /// Calls `body` with neighboring images, as many as are worth gathering at once.
  private func forEachChunk(_ body: (_ images: Range<Int>) -> Void) {
    let size = seesPixels ? images : max(1, Self.scalarsAtOnce / scalarsPerImage)
    for first in stride(from: 0, to: images, by: size) { body(first..<min(images, first + size)) }
  }
}

extension WindowProducts {
  /// Calls `body` with what the windows of some images see: (images · positions, seen).
  private func withWindows(
    of chunk: Range<Int>, in x: Span<Float>, _ body: (Span<Float>) -> Void
  ) {
    let x = x.extracting(scalars(of: chunk, columns: pixels * inputs))
    guard !seesPixels else { return body(x) }
    let seen = filledScalars(count: chunk.count * scalarsPerImage) { seen in
      spread(&seen, rows: chunk.count, of: scalarsPerImage, inPartsOf: imagesPerPart) {
        part, images in
        let x = x.extracting(scalars(of: images, columns: pixels * inputs))
        // SAFETY: the function reads pixels of the image at x and writes `scalarsPerImage` scalars.
        unsafe withAddresses(x, &part) { x, y in
          guard let x = unsafe x, let y = unsafe y else { return }
          var windows = windows
          for image in 0..<images.count {
            unsafe ghn_gather_windows(
              &windows, x + image * pixels * inputs, y + image * scalarsPerImage)
          }
        }
      }
    }
    body(seen.span)
  }

  /// Adds the gradient of what windows see to that of the pixels that they see.
  private func addWindows(
    _ dseen: Span<Float>, of count: Int, to dx: inout MutableSpan<Float>
  ) {
    spread(&dx, rows: count, of: pixels * inputs, inPartsOf: imagesPerPart) { part, images in
      let dseen = dseen.extracting(scalars(of: images, columns: scalarsPerImage))
      // SAFETY: the function reads `scalarsPerImage` scalars and writes pixels of the image at x.
      unsafe withAddresses(dseen, &part) { y, x in
        guard let x = unsafe x, let y = unsafe y else { return }
        var windows = windows
        for image in 0..<images.count {
          unsafe ghn_add_windows(
            &windows, y + image * scalarsPerImage, x + image * pixels * inputs)
        }
      }
    }
  }

  /// How many images a thread takes at a time.
  private var imagesPerPart: Int { max(1, partCount / scalarsPerImage) }

  /// Where the elements of the kernel that reach an image lie in the weight, and where without the
  /// others; `nil` if there are no others.
  private var reach: (gathering: StridedCopy, scattering: StridedCopy)? {
    guard (rows.count, columns.count) != kernel else { return nil }
    let extents = [outputs * inputs, rows.count, columns.count]
    let whole = StridedCopy.Layout(
      offset: rows.lowerBound * kernel.width + columns.lowerBound,
      strides: [kernel.height * kernel.width, kernel.width, 1])
    let part = StridedCopy.Layout(
      offset: 0, strides: [rows.count * columns.count, columns.count, 1])
    return (
      StridedCopy(extents: extents, from: whole, to: part),
      StridedCopy(extents: extents, from: part, to: whole)
    )
  }

  /// Calls `body` with the weight (outputs, inputs, height, width) without the elements that reach no
  /// image.
  private func withReachingWeights(_ w: Span<Float>, _ body: (Span<Float>) -> Void) {
    guard let reach else { return body(w) }
    body(filledScalars(count: outputs * seen) { reach.gathering.run(w, into: &$0) }.span)
  }
}

extension ghn_window {
  /// Some taps of a window alone.
  fileprivate init(_ window: SlidingWindow, taps: Range<Int>) {
    self.init(window)
    extent = taps.count
    padding -= taps.lowerBound * dilation
  }
}

extension SlidingWindow {
  /// From the first to the last tap that lies inside an axis for any position; `nil` if none does.
  fileprivate func taps(over extent: Int, positions: Int) -> Range<Int>? {
    func reaches(_ tap: Int) -> Bool {
      let offset = tap * dilation - padding
      let first = offset >= 0 ? 0 : (-offset - 1) / stride + 1
      return first < positions && (0..<extent).contains(first * stride + offset)
    }
    let all = 0..<self.extent
    guard let first = all.first(where: reaches), let last = all.last(where: reaches) else {
      return nil
    }
    return first..<last + 1
  }
}

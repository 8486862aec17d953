import CKernels
import Concurrency
package import Tensors

/// What remains of the pixels that a window sees.
package enum PoolingRule: Hashable, Sendable {
  /// The largest; padding does not count.
  case maximum
  /// The mean over the window's pixels inside the image, or inside the image and its padding.
  case average(countsPadding: Bool)
}

/// Pooling over windows of images (images, height, width, channels).
package struct Pooling: Sendable {
  private let geometry: ghn_image_windows
  private let rule: PoolingRule

  /// Makes a pooling.
  ///
  /// - Precondition: no extent is negative.
  package init(
    _ rule: PoolingRule, over window: ImageWindow, height: Int, width: Int, channels: Int,
    outputHeight: Int, outputWidth: Int
  ) {
    precondition(
      height >= 0 && width >= 0 && channels >= 0 && outputHeight >= 0 && outputWidth >= 0,
      "pooling of \(height)×\(width)×\(channels) into \(outputHeight)×\(outputWidth)")
    self.rule = rule
    geometry = ghn_image_windows(
      height: height, width: width, channels: channels, output_height: outputHeight,
      output_width: outputWidth, vertical: ghn_window(window.vertical),
      horizontal: ghn_window(window.horizontal),
      counts_padding: rule == .average(countsPadding: true) ? 1 : 0)
  }

  private var inputCount: Int { geometry.height * geometry.width * geometry.channels }
  private var outputCount: Int {
    geometry.output_height * geometry.output_width * geometry.channels
  }
  /// Of the image between the two directions of pooling.
  private var lineCount: Int { geometry.height * geometry.output_width * geometry.channels }
  private var outputLineCount: Int { geometry.output_width * geometry.channels }

  /// Calls `body` with the ranges of neighboring images in buffers of inputs and of outputs, of which
  /// `target`, either of them, is written; threads that have nothing else to do take some of them.
  ///
  /// - Precondition: both hold as many images, whole ones.
  private func forEachImage(
    inputs: Int, outputs: Int, writing target: inout MutableSpan<Float>, _ size: Int,
    _ body:
      @Sendable (
        _ images: Range<Int>, _ target: inout MutableSpan<Float>
      ) -> Void
  ) {
    guard outputCount > 0, inputCount > 0 else { return }
    let images = outputs / outputCount
    precondition(
      images * outputCount == outputs && images * inputCount == inputs,
      "\(inputs) scalars pooled into \(outputs)")
    spread(&target, rows: images, of: size, inPartsOf: max(1, partCount / inputCount)) {
      body($1, &$0)
    }
  }

  /// Calls `body` with the addresses of three buffers: two of an image between the directions of
  /// pooling, one of an output row.
  ///
  /// Images of powers of two lie at multiples of a page, and so would these: a processor takes a
  /// load for one of what it has just stored, if both have the same offset in their pages. The
  /// distances here are no such multiples.
  @unsafe
  private func withRoom(
    _ body: (
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    let shift = 336
    unsafe withUnsafeTemporaryAllocation(
      of: Float.self, capacity: 2 * lineCount + outputLineCount + 3 * shift
    ) { room in
      guard let room = room.baseAddress else { return }
      let first = unsafe room + shift
      let second = unsafe first + lineCount + shift
      unsafe body(first, second, second + lineCount + shift)
    }
  }

  /// y ← the pooled x.
  ///
  /// - Precondition: x and y hold as many images.
  package func apply(_ x: Span<Float>, into y: inout MutableSpan<Float>) {
    forEachImage(inputs: x.count, outputs: y.count, writing: &y, outputCount) { images, y in
      // SAFETY: `forEachImage` keeps whole images inside both buffers; the functions read only
      // pixels of the image at x and write only those of the output at y and `lineCount` scalars of
      // the room.
      unsafe withAddresses(x.extracting(scalars(of: images, columns: inputCount)), &y) { x, y in
        guard let x = unsafe x, let y = unsafe y else { return }
        unsafe withRoom { lines, _, _ in
          var geometry = geometry
          for image in 0..<images.count {
            let (x, y) = unsafe (x + image * inputCount, y + image * outputCount)
            switch rule {
            case .maximum: unsafe ghn_max_pool(&geometry, x, lines, y)
            case .average: unsafe ghn_average_pool(&geometry, x, lines, y)
            }
          }
        }
      }
    }
  }

  /// Adds to dx what dy implies, for the largest pixels y of x.
  ///
  /// - Precondition: all hold as many images, and the rule is that of the maximum.
  package func addMaximumGradient(
    _ x: Span<Float>, _ y: Span<Float>, dy: Span<Float>, to dx: inout MutableSpan<Float>
  ) {
    precondition(rule == .maximum && x.count == dx.count && y.count == dy.count)
    forEachImage(inputs: x.count, outputs: y.count, writing: &dx, inputCount) { images, dx in
      let (x, y, dy) = (
        x.extracting(scalars(of: images, columns: inputCount)),
        y.extracting(scalars(of: images, columns: outputCount)),
        dy.extracting(scalars(of: images, columns: outputCount))
      )
      // SAFETY: as in `apply`, with dx of the size of x, dy of the size of y, and the three buffers
      // of the room.
      unsafe withAddresses(x, y, dy, &dx) { x, y, dy, dx in
        guard let x = unsafe x, let y = unsafe y, let dy = unsafe dy, let dx = unsafe dx else {
          return
        }
        unsafe withRoom { lines, dlines, left in
          var geometry = geometry
          var room = unsafe ghn_pooling_room(lines: lines, dlines: dlines, left: left)
          for image in 0..<images.count {
            let (input, output) = (image * inputCount, image * outputCount)
            unsafe ghn_max_pool_gradient(
              &geometry, x + input, y + output, dy + output, &room, dx + input)
          }
        }
      }
    }
  }

  /// Adds to dx what dy implies for means of pixels.
  ///
  /// - Precondition: both hold as many images, and the rule is that of the average.
  package func addAverageGradient(_ dy: Span<Float>, to dx: inout MutableSpan<Float>) {
    precondition(rule != .maximum)
    forEachImage(inputs: dx.count, outputs: dy.count, writing: &dx, inputCount) { images, dx in
      // SAFETY: as in `apply`, with dx for x and dy for y, and two buffers of the room.
      unsafe withAddresses(dy.extracting(scalars(of: images, columns: outputCount)), &dx) {
        dy, dx in
        guard let dy = unsafe dy, let dx = unsafe dx else { return }
        unsafe withRoom { dlines, _, shares in
          var geometry = geometry
          for image in 0..<images.count {
            unsafe ghn_average_pool_gradient(
              &geometry, dy + image * outputCount, dlines, shares, dx + image * inputCount)
          }
        }
      }
    }
  }
}

extension ghn_window {
  /// The whole window.
  init(_ window: SlidingWindow) {
    self.init(
      extent: window.extent, stride: window.stride, padding: window.padding,
      trailing_padding: window.trailingPadding, dilation: window.dilation)
  }
}

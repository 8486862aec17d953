import CKernels

/// An image as the kernels see it: rows of pixels, each a row of channels.
struct FeatureMapExtents: Hashable {
  var height: Int
  var width: Int
  var channels: Int

  var rowStride: Int { width * channels }
  var count: Int { height * width * channels }
}

/// How target images are made from source images: taps down and across.
///
/// The grid walks over the images in strips of target rows. Where taps reach beyond the source, the
/// strip's part of it is copied between zeros first, into a buffer that fits a cache: the kernels
/// know nothing of padding.
struct TapGrid {
  let source: FeatureMapExtents
  let target: FeatureMapExtents
  let vertical: [AxisTaps]
  let horizontal: [AxisTaps]
  private let verticalReach: TapReach
  private let columns: Range<Int>

  init(
    source: FeatureMapExtents, target: FeatureMapExtents, vertical: [AxisTaps],
    horizontal: [AxisTaps]
  ) {
    self.source = source
    self.target = target
    self.vertical = vertical
    self.horizontal = horizontal
    verticalReach = TapReach(vertical)
    columns = TapReach(horizontal).positions(0..<(horizontal.map(\.count).max() ?? 0))
  }

  /// A pair of taps down and across: the part of the target whose windows have the same taps.
  struct Phase {
    let number: Int
    let vertical: AxisTaps
    let horizontal: AxisTaps

    /// Which element of a kernel as wide as this each tap multiplies with.
    func kernelIndices(kernelWidth: Int) -> [Int] {
      vertical.taps.flatMap { down in
        horizontal.taps.map { down.index * kernelWidth + $0.index }
      }
    }
  }

  var phases: [Phase] {
    vertical.flatMap { down in horizontal.map { (down, $0) } }.enumerated().map {
      Phase(number: $0, vertical: $1.0, horizontal: $1.1)
    }
  }

  /// How many scalars of scratch memory the walk needs.
  var scratchCount: Int {
    needsPadding
      ? verticalReach.positions(0..<stripRows).count * columns.count * source.channels : 0
  }

  private var rows: Int { vertical.map(\.count).max() ?? 0 }

  private var needsPadding: Bool {
    let reach = verticalReach.positions(0..<rows)
    return reach != reach.clamped(to: 0..<source.height)
      || columns != columns.clamped(to: 0..<source.width)
  }

  /// Calls `body` for each phase of each strip of each image, with the windows that it covers and
  /// where they begin in the source images x and the target images z.
  ///
  /// Where taps are `joined`, a row of neighboring pixels counts as one tap with the channels of
  /// all of them.
  @unsafe
  func forEachStrip(
    images: Int, x: UnsafePointer<Float>, z: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, joined: (Phase) -> Bool,
    _ body: (Phase, UnsafePointer<ghn_windows>, UnsafePointer<Float>, UnsafeMutablePointer<Float>)
      -> Void
  ) {
    let (rows, strip, needsPadding) = (rows, stripRows, needsPadding)
    guard rows > 0, !columns.isEmpty else { return }
    let rowStride = (needsPadding ? columns.count : source.width) * source.channels
    let phases = phases.map { phase in
      (
        phase: phase,
        offsets: offsets(of: phase, rowStride: rowStride, isFirstOnly: joined(phase)),
        start: phase.vertical.start * target.rowStride + phase.horizontal.start * target.channels
      )
    }
    for image in 0..<images {
      // SAFETY: the caller's spans are as long as all images, so every image and row begins within.
      let (x, z) = unsafe (x + image * source.count, z + image * target.count)
      for first in stride(from: 0, to: rows, by: strip) {
        let range = first..<min(first + strip, rows)
        let read = verticalReach.positions(range)
        if needsPadding { unsafe copyPadded(x, rows: read, into: scratch) }
        let from =
          unsafe needsPadding
          ? UnsafePointer(scratch)
          : x + read.lowerBound * rowStride + columns.lowerBound * source.channels
        for (phase, offsets, start) in phases {
          let count = min(range.upperBound, phase.vertical.count) - first
          guard count > 0, phase.horizontal.count > 0 else { continue }
          unsafe offsets.withUnsafeBufferPointer { offsets in
            var windows = unsafe ghn_windows(
              rows: count, positions: phase.horizontal.count, taps: offsets.count,
              x_row: phase.vertical.sourceStep * rowStride,
              x_step: phase.horizontal.sourceStep * source.channels,
              z_row: phase.vertical.step * target.rowStride,
              z_step: phase.horizontal.step * target.channels, offsets: offsets.baseAddress,
              tap_columns: phase.horizontal.taps.count,
              tap_step: phase.horizontal.tapStep * source.channels)
            unsafe body(
              phase, &windows, from, z + start + first * phase.vertical.step * target.rowStride)
          }
        }
      }
    }
  }

  /// Where the taps of a phase lie, from the first source position that any phase reads.
  ///
  /// - Returns: the offsets of all taps, or of the first of each row only.
  private func offsets(of phase: Phase, rowStride: Int, isFirstOnly: Bool) -> [Int] {
    phase.vertical.taps.flatMap { down in
      phase.horizontal.taps.prefix(isFirstOnly ? 1 : .max).map { across in
        (down.offset - verticalReach.offsets.lowerBound) * rowStride
          + (across.offset - columns.lowerBound) * source.channels
      }
    }
  }

  /// How many target rows of a phase have a source that leaves room for other things in the
  /// second-level cache.
  private var stripRows: Int {
    let sourceRows = (1 << 16) / max(1, columns.count * source.channels)
    let reach = verticalReach.offsets.count
    return max(1, min(rows, (sourceRows - reach) / verticalReach.sourceStep + 1))
  }

  /// Copies the source rows `rows`, cut or filled with zeros to the columns that are read.
  @unsafe
  private func copyPadded(
    _ x: UnsafePointer<Float>, rows: Range<Int>, into y: UnsafeMutablePointer<Float>
  ) {
    let channels = source.channels
    let inside = columns.clamped(to: 0..<source.width)
    let leading = (inside.lowerBound - columns.lowerBound) * channels
    let count = inside.count * channels
    let rowStride = columns.count * channels
    for (position, row) in rows.enumerated() {
      // SAFETY: `y` has a row for each position, and the parts written are cut to it.
      let to = unsafe y + position * rowStride
      guard row >= 0 && row < source.height && count > 0 else {
        unsafe to.update(repeating: 0, count: rowStride)
        continue
      }
      unsafe to.update(repeating: 0, count: leading)
      unsafe (to + leading).update(
        from: x + row * source.rowStride + inside.lowerBound * channels, count: count)
      unsafe (to + leading + count).update(repeating: 0, count: rowStride - leading - count)
    }
  }
}

import Tensors

/// Which positions of a source axis each position of a target axis is a weighted sum of.
///
/// Target position start + m·step, for m in 0 ..< count, reads the source positions
/// m·sourceStep + offset, each with the kernel's element `index`, in ascending order. A position
/// beyond the ends of the source reads zero.
struct AxisTaps {
  var start: Int
  var step: Int
  var count: Int
  var sourceStep: Int
  var taps: [(offset: Int, index: Int)]

  /// The distance from each tap to the next.
  var tapStep: Int { taps.count > 1 ? taps[1].offset - taps[0].offset : 0 }

  /// The taps of a window that slides over an axis, which the target's positions are those of.
  static func sliding(_ window: SlidingWindow, over target: Int) -> AxisTaps {
    AxisTaps(
      start: 0, step: 1, count: target, sourceStep: window.stride,
      taps: (0..<window.extent).map { ($0 * window.dilation - window.padding, $0) })
  }

  /// The way back: which window positions each position of the axis was seen from.
  ///
  /// Element k of the window at position o lies at o·stride − padding + k·dilation. Solved for o,
  /// which elements reach a position depends on its remainder by the stride: one set of taps for
  /// each remainder, in parts where taps lie far apart.
  ///
  /// - Parameters:
  ///   - window: the window.
  ///   - axis: the extent of the axis that the window slid over.
  ///   - source: how many positions the window had.
  /// - Returns: the taps of each phase or part, which together are all positions of the axis.
  static func reversed(_ window: SlidingWindow, over axis: Int, source: Int) -> [AxisTaps] {
    let stride = window.stride
    let phases = (0..<min(stride, axis)).map { start in
      let taps = (0..<window.extent).reversed().compactMap { index -> (offset: Int, index: Int)? in
        let distance = start + window.padding - index * window.dilation
        return distance % stride == 0 ? (distance / stride, index) : nil
      }
      return AxisTaps(
        start: start, step: stride, count: (axis - start + stride - 1) / stride, sourceStep: 1,
        taps: taps)
    }
    // Taps are as many positions apart as the dilation, or divide that by the stride.
    let isSparse = window.extent > 1 && window.dilation / stride > max(64, source)
    return isSparse ? phases.flatMap { $0.dividedWhereTapsLeave(source) } : phases
  }

  /// The same sums in parts, each with those taps alone that lie in a source of so many positions for
  /// all positions of the part: so a part reads nothing beyond it.
  private func dividedWhereTapsLeave(_ source: Int) -> [AxisTaps] {
    // Tap t reads the source at the positions m with 0 ≤ m + offset < source.
    let inside = taps.map { tap in (-tap.offset..<source - tap.offset).clamped(to: 0..<count) }
    let ends = Set([0, count] + inside.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
    return zip(ends, ends.dropFirst()).map { first, end in
      AxisTaps(
        start: start + first * step, step: step, count: end - first, sourceStep: sourceStep,
        taps: zip(taps, inside).filter { $1.lowerBound <= first && end <= $1.upperBound }
          .map { ($0.0.offset + first, $0.0.index) })
    }
  }
}

/// The source positions that several sets of taps read, for some of their target positions.
struct TapReach {
  /// The smallest and the largest offset of any tap.
  let offsets: ClosedRange<Int>
  let sourceStep: Int
  /// Per set with taps, how many target positions it has and the offset of its last tap.
  private let sets: [(count: Int, last: Int)]

  init(_ phases: [AxisTaps]) {
    let all = phases.flatMap { $0.taps.map(\.offset) }
    offsets = (all.min() ?? 0)...(all.max() ?? 0)
    sourceStep = phases.first?.sourceStep ?? 1
    sets = phases.compactMap { phase in
      phase.taps.map(\.offset).max().map { (phase.count, $0) }
    }
  }

  /// The source positions that target positions m in `range` read.
  func positions(_ range: Range<Int>) -> Range<Int> {
    let first = range.lowerBound * sourceStep + offsets.lowerBound
    let ends = sets.map { set in
      let last = min(set.count, range.upperBound) - 1
      return last < range.lowerBound ? first : last * sourceStep + set.last + 1
    }
    return first..<max(first, ends.max() ?? first)
  }
}

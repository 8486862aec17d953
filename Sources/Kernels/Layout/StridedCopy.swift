import CKernels
import Concurrency
import Tensors

/// A copy of elements between regular layouts of two buffers: permutation
/// of axes, slices, borders, repetition and, adding, sums.
///
/// ```
/// y[target.offset + Σ i·target.strides] ← x[source.offset + Σ i·source.strides]
/// ```
/// for all indices i below the extents.
package struct StridedCopy {
  /// Where the elements lie in a buffer.
  package struct Layout {
    /// The index of the element whose indices are all 0.
    package var offset: Int
    /// For each axis, the distance between neighbors; 0 where all are the same element.
    package var strides: [Int]

    package init(offset: Int = 0, strides: [Int]) {
      self.offset = offset
      self.strides = strides
    }

    /// The layout of a dense tensor of these extents, in row-major order.
    package init(dense extents: [Int]) {
      self.init(strides: rowMajorStrides(of: extents))
    }

    /// The lowest and the highest index; `nil` if there is no element.
    fileprivate func bounds(extents: [Int]) -> ClosedRange<Int>? {
      guard !extents.contains(0) else { return nil }
      var (lowest, highest) = (offset, offset)
      for (extent, stride) in zip(extents, strides) {
        if stride < 0 { lowest += (extent - 1) * stride } else { highest += (extent - 1) * stride }
      }
      return lowest...highest
    }
  }

  private struct Axis {
    var extent, from, to: Int
  }

  private let axes: [Axis]
  private let source, target: Layout
  private let sourceBounds, targetBounds: ClosedRange<Int>?

  /// Makes a copy between these layouts.
  ///
  /// - Precondition: both have a stride for each extent.
  package init(extents: [Int], from source: Layout, to target: Layout) {
    precondition(
      source.strides.count == extents.count && target.strides.count == extents.count,
      "\(source) and \(target) for extents \(extents)")
    self.source = source
    self.target = target
    sourceBounds = source.bounds(extents: extents)
    targetBounds = target.bounds(extents: extents)
    axes = Self.simplified(
      extents.indices.map {
        Axis(extent: extents[$0], from: source.strides[$0], to: target.strides[$0])
      })
  }

  /// The same elements in the same order, with as few axes as possible, but at least two.
  ///
  /// Neighboring axes become one where both buffers run through them at an even pace. The axis
  /// along which the source is dense comes last but one, so that the kernel sees transpositions.
  private static func simplified(_ axes: [Axis]) -> [Axis] {
    var merged: [Axis] = []
    for axis in axes where axis.extent != 1 {
      if let last = merged.last, last.from == axis.from * axis.extent,
        last.to == axis.to * axis.extent
      {
        merged[merged.count - 1] = Axis(
          extent: last.extent * axis.extent, from: axis.from, to: axis.to)
      } else {
        merged.append(axis)
      }
    }
    while merged.count < 2 { merged.insert(Axis(extent: 1, from: 0, to: 0), at: 0) }
    let last = merged.count - 1
    if merged[last].from != 1, merged[last].to == 1,
      let dense = merged[..<last].lastIndex(where: { $0.from == 1 })
    {
      merged.insert(merged.remove(at: dense), at: last - 1)
    }
    return merged
  }

  /// Copies, or adds.
  ///
  /// - Precondition: all elements lie inside the buffers.
  package func run(
    _ x: Span<Float>, into y: inout MutableSpan<Float>, update: Update = .replacing
  ) {
    guard let sourceBounds, let targetBounds else { return }
    precondition(
      sourceBounds.lowerBound >= 0 && sourceBounds.upperBound < x.count
        && targetBounds.lowerBound >= 0 && targetBounds.upperBound < y.count,
      "elements \(sourceBounds) of \(x.count) and \(targetBounds) of \(y.count) scalars")
    // The kernel walks through so many axes; those before them are walked through here.
    let split = max(0, axes.count - Int(GHN_MOST_AXES))
    let walked = axes[..<split]
    var (fromStart, toStart) = (source.offset, target.offset)
    var position = walked.map { _ in 0 }
    while true {
      run(x, into: &y, update, axes[split...], from: fromStart, to: toStart)
      guard let axis = position.indices.last(where: { position[$0] + 1 < walked[$0].extent }) else {
        return
      }
      for later in (axis + 1)..<max(axis + 1, split) {
        fromStart -= position[later] * walked[later].from
        toStart -= position[later] * walked[later].to
        position[later] = 0
      }
      position[axis] += 1
      fromStart += walked[axis].from
      toStart += walked[axis].to
    }
  }

  /// Copies along the last axes, as many as the kernel walks through.
  private func run(
    _ x: Span<Float>, into y: inout MutableSpan<Float>, _ update: Update, _ axes: ArraySlice<Axis>,
    from fromStart: Int, to toStart: Int
  ) {
    let axes = Array(axes)
    let (from, to, extents) = (axes.map(\.from), axes.map(\.to), axes.map(\.extent))
    let outer = axes[0].extent
    let inner = axes.dropFirst().reduce(1) { $0 * $1.extent }
    // SAFETY: the precondition keeps the lowest and the highest index inside both buffers, and
    // all others lie between them. Parts of the first axis that are copied at the same time write to
    // different elements, and the call ends with the last.
    unsafe withSharedScalars(&y) { y in
      spread(
        count: outer, inPartsOf: Self.writesApart(axes) ? max(1, partCount / max(1, inner)) : outer
      ) { part in
        var extents = extents
        extents[0] = part.count
        unsafe y.withMutableScalars(from: 0) { y in
          unsafe withAddresses(x, &y) { x, y in
            guard let x = unsafe x, let y = unsafe y else { return }
            unsafe ghn_strided_copy(
              x + fromStart + part.lowerBound * from[0], from,
              y + toStart + part.lowerBound * to[0], to, extents, axes.count,
              update == .adding ? 1 : 0)
          }
        }
      }
    }
  }

  /// Whether each index of the first axis writes to a range of its own.
  private static func writesApart(_ axes: [Axis]) -> Bool {
    abs(axes[0].to) > axes.dropFirst().reduce(0) { $0 + ($1.extent - 1) * abs($1.to) }
  }

  /// The copy back: the gradient of this one, if it adds.
  package var reversed: StridedCopy {
    StridedCopy(axes: axes, source: target, target: source, targetBounds, sourceBounds)
  }

  private init(
    axes: [Axis], source: Layout, target: Layout, _ sourceBounds: ClosedRange<Int>?,
    _ targetBounds: ClosedRange<Int>?
  ) {
    self.axes = Self.simplified(
      axes.map { Axis(extent: $0.extent, from: $0.to, to: $0.from) })
    self.source = source
    self.target = target
    self.sourceBounds = sourceBounds
    self.targetBounds = targetBounds
  }
}

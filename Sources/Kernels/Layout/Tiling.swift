import CKernels
package import Tensors

/// A block cropped where a target is smaller, and repeated where it is larger.
///
/// y[i₀, i₁, …] = x[i₀ mod b₀, i₁ mod b₁, …] for a block of extents b. The target may be written
/// in pieces: each is a range of its scalars in row-major order.
package struct Tiling: Hashable, Sendable {
  /// The block's shape.
  package let block: Shape
  /// The target's shape.
  package let target: Shape

  /// The extents after axes that need no wrapping of their own have joined the axis before.
  private let blockExtents: [Int]
  private let targetExtents: [Int]
  /// How many scalars one index of an axis covers.
  private let blockStrides: [Int]
  private let targetStrides: [Int]

  /// Makes the map from a block to a target.
  ///
  /// - Precondition: both have the same rank, and the block is empty only if the target is.
  package init(of block: Shape, to target: Shape) {
    precondition(
      block.rank == target.rank && (block.count > 0 || target.count == 0),
      "a block of shape \(block) for a target of shape \(target)")
    self.block = block
    self.target = target
    var pairs: [(block: Int, target: Int)] = []
    for pair in zip(block.extents, target.extents).reversed() {
      if let inner = pairs.last, inner.block == inner.target {
        pairs[pairs.count - 1] = (pair.0 * inner.block, pair.1 * inner.target)
      } else {
        pairs.append((pair.0, pair.1))
      }
    }
    if pairs.isEmpty { pairs = [(1, 1)] }
    pairs.reverse()
    blockExtents = pairs.map(\.block)
    targetExtents = pairs.map(\.target)
    blockStrides = Tiling.strides(blockExtents)
    targetStrides = Tiling.strides(targetExtents)
  }

  private static func strides(_ extents: [Int]) -> [Int] {
    extents.indices.map { extents[($0 + 1)...].reduce(1, *) }
  }

  /// Writes the target's scalars `range` into y.
  ///
  /// - Precondition: x holds the block, and y as many scalars as the range.
  /// - Complexity: O(`range.count`), most of it copies of whole rows.
  package func write(_ x: Span<Float>, range: Range<Int>, into y: inout MutableSpan<Float>) {
    precondition(
      x.count == block.count && y.count == range.count && range.lowerBound >= 0
        && range.upperBound <= target.count,
      "scalars \(range) of a target of shape \(target) into \(y.count)")
    // SAFETY: wrapped indices stay below the block's extents, so that reads stay inside x; every
    // write lies in the range's part of the target, whose length is that of y.
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let source = x.baseAddress, let start = y.baseAddress, !range.isEmpty else { return }
        unsafe fill(axis: 0, from: source, range, at: start)
      }
    }
  }

  /// Writes the scalars `range` of what the axes from `axis` on cover.
  @unsafe
  private func fill(
    axis: Int, from source: UnsafePointer<Float>, _ range: Range<Int>,
    at start: UnsafeMutablePointer<Float>
  ) {
    let period = blockExtents[axis]
    guard axis < blockExtents.count - 1 else {
      let phase = range.lowerBound % period
      let head = min(period - phase, range.count)
      unsafe start.update(from: source + phase, count: head)
      let rest = min(phase, range.count - head)
      unsafe (start + head).update(from: source, count: rest)
      return unsafe repeatStart(start, filled: head + rest, count: range.count)
    }
    let stride = targetStrides[axis]
    var position = range.lowerBound
    var index = position / stride
    func fillPart(_ count: Int) {
      let offset = position - index * stride
      unsafe fill(
        axis: axis + 1, from: source + index % period * blockStrides[axis],
        offset..<offset + count, at: start + (position - range.lowerBound))
      position += count
      if position == (index + 1) * stride { index += 1 }
    }
    if position > index * stride {
      fillPart(min((index + 1) * stride, range.upperBound) - position)
    }
    let whole = (range.upperBound - position) / stride
    if whole > 0 {
      let first = position - range.lowerBound
      let distinct = min(whole, period)
      for _ in 0..<distinct { fillPart(stride) }
      unsafe repeatStart(start + first, filled: distinct * stride, count: whole * stride)
      position += (whole - distinct) * stride
      index += whole - distinct
    }
    if position < range.upperBound { fillPart(range.upperBound - position) }
  }

  /// Copies the first `filled` scalars again and again, until `count` are written.
  @unsafe
  private func repeatStart(_ start: UnsafeMutablePointer<Float>, filled: Int, count: Int) {
    var length = filled
    var position = filled
    while position < count {
      let piece = min(length, count - position)
      unsafe (start + position).update(from: start, count: piece)
      position += piece
      // A source that fits a cache core's is read faster than memory can be written.
      if length < 1 << 15 { length = position }
    }
  }

  /// Adds to each scalar of dx the gradients of all its copies.
  ///
  /// - Precondition: dy holds the target, and dx the block.
  package func addGradient(_ dy: Span<Float>, to dx: inout MutableSpan<Float>) {
    precondition(dy.count == target.count && dx.count == block.count)
    guard target.count > 0 else { return }
    // SAFETY: reads stay inside the target, and wrapped indices inside the block.
    unsafe dy.withUnsafeBufferPointer { dy in
      unsafe dx.withUnsafeMutableBufferPointer { dx in
        guard let source = dy.baseAddress, let sum = dx.baseAddress else { return }
        unsafe fold(axis: 0, from: source, to: sum)
      }
    }
  }

  @unsafe
  private func fold(
    axis: Int, from source: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>
  ) {
    let period = blockExtents[axis]
    let extent = targetExtents[axis]
    guard axis < blockExtents.count - 1 else {
      for first in stride(from: 0, to: extent, by: period) {
        unsafe ghn_add_scaled(1, source + first, sum, min(period, extent - first))
      }
      return
    }
    for index in 0..<extent {
      unsafe fold(
        axis: axis + 1, from: source + index * targetStrides[axis],
        to: sum + index % period * blockStrides[axis])
    }
  }
}

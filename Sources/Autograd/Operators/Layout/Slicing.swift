import Kernels
import Tensors

/// The positions of one axis that a slice keeps: `start`, `start + step`, … before `stop`.
public struct AxisRange: Hashable, Sendable {
  /// The first position.
  public let start: Int
  /// The position before which the slice ends; −1 to end with position 0 if the step is negative.
  public let stop: Int
  /// The distance between positions; negative to walk backwards.
  public let step: Int

  /// Makes a range of positions.
  ///
  /// - Precondition: the step is not 0.
  public init(start: Int, stop: Int, step: Int = 1) {
    precondition(step != 0, "a slice of step 0")
    self.start = start
    self.stop = stop
    self.step = step
  }

  /// Makes a range of neighboring positions.
  public init(_ range: Range<Int>) {
    self.init(start: range.lowerBound, stop: range.upperBound)
  }

  /// How many positions there are.
  public var count: Int {
    step > 0
      ? max(0, (stop - start + step - 1) / step) : max(0, (start - stop - step - 1) / -step)
  }
}

extension Variable {
  /// The elements at these positions of each axis.
  ///
  /// - Gradient: the kept elements of dx are dz, the others 0.
  ///
  /// - Precondition: there is a range for each axis, and all positions exist.
  public func sliced(_ ranges: [AxisRange]) -> Variable {
    precondition(
      ranges.count == shape.rank
        && zip(ranges, shape.extents).allSatisfy { range, extent in
          range.count == 0
            || (0..<extent).contains(range.start)
              && (0..<extent).contains(range.start + (range.count - 1) * range.step)
        },
      "\(ranges) of \(shape)")
    let extents = ranges.map(\.count)
    guard extents != shape.extents || ranges.contains(where: { $0.step < 0 }) else { return self }
    let strides = rowMajorStrides(of: shape.extents)
    return copied(
      in: Shape(extents),
      by: StridedCopy(
        extents: extents,
        from: .init(
          offset: zip(ranges, strides).reduce(0) { $0 + $1.0.start * $1.1 },
          strides: zip(ranges, strides).map { $0.step * $1 }),
        to: .init(dense: extents)))
  }

  /// The elements at the positions `range` of one axis.
  ///
  /// - Gradient: the kept elements of dx are dz, the others 0.
  ///
  /// - Precondition: the positions exist.
  public func sliced(_ range: Range<Int>, alongAxis axis: Int) -> Variable {
    var ranges = shape.extents.map { AxisRange(0..<$0) }
    ranges[axis] = AxisRange(range)
    return sliced(ranges)
  }
}

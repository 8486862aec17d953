import Tensors

extension Variable {
  /// The sums of the elements up to each position of an axis: z_i = x_0 + … + x_i.
  ///
  /// They are put together of sums of 1, 2, 4, … neighbors: n·log₂ n additions, and a rounding
  /// error that grows with log₂ n.
  ///
  /// - Gradient: dx_i is the sum of dz over the positions whose sums x_i is part of.
  ///
  /// - Parameters:
  ///   - axis: the axis along which is summed.
  ///   - isExclusive: whether the position's own element is left out.
  ///   - isReversed: whether sums begin at the end: z_i = x_i + … + x_n.
  /// - Returns: a tensor of the same shape.
  /// - Precondition: there is such an axis.
  public func cumulativeSum(
    alongAxis axis: Int, isExclusive: Bool = false, isReversed: Bool = false
  ) -> Variable {
    precondition(shape.extents.indices.contains(axis), "the axis \(axis) of \(shape)")
    let extent = shape[axis]
    guard extent > 0 else { return self }
    var sum = isExclusive ? moved(1, alongAxis: axis, isReversed: isReversed) : self
    var reach = 1
    while reach < extent {
      sum = sum + sum.moved(reach, alongAxis: axis, isReversed: isReversed)
      reach *= 2
    }
    return sum
  }

  /// The elements farther along an axis by `count` positions, zeros where they came from.
  private func moved(_ count: Int, alongAxis axis: Int, isReversed: Bool) -> Variable {
    let extent = shape[axis]
    let kept = max(0, extent - count)
    var ranges = shape.extents.map { AxisRange(0..<$0) }
    ranges[axis] = AxisRange(isReversed ? extent - kept..<extent : 0..<kept)
    let none = [Int](repeating: 0, count: shape.rank)
    var added = none
    added[axis] = extent - kept
    return sliced(ranges)
      .padded(before: isReversed ? none : added, after: isReversed ? added : none)
  }
}

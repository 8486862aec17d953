/// Which row of an embedding stands for which extent.
///
/// Source: reference code `ppuda/ghn/layers.py`, `ShapeEncoder`.
package struct ShapeRows: Hashable, Sendable {
  /// The channel counts that have a row, ascending.
  package let channelCounts: [Int]
  /// The kernel extents that have a row, ascending.
  package let spatialExtents: [Int]

  /// The rows of one shape.
  package struct Rows: Hashable, Sendable {
    package var output, input, height, width: Int

    package init(output: Int, input: Int, height: Int, width: Int) {
      self.output = output
      self.input = input
      self.height = height
      self.width = width
    }
  }

  /// The rows of a model for `configuration.classCount` classes and kernels up to its largest.
  package init(_ configuration: GHNConfiguration) {
    let counts =
      [1, 3, configuration.classCount] + stride(from: 8, to: 64, by: 8)
      + stride(from: 64, through: 4080, by: 16) + stride(from: 4096, through: 8192, by: 32)
    channelCounts = Set(counts).sorted()
    let largest = configuration.largestBlock.width
    let large = largest == 11 ? [14, 16] : [13, 14, 15, 16]
    spatialExtents = Set([1, 3, 5, 7, 9, 11] + large).sorted()
  }

  /// The rows of `extents` in OIHW order; of the rows for "no shape" if there are none.
  package func rows(for extents: [Int]?) -> Rows {
    guard let extents else {
      return Rows(
        output: channelCounts.count, input: channelCounts.count, height: spatialExtents.count,
        width: spatialExtents.count)
    }
    let kernel = GHNConfiguration.BlockExtents(kernel: extents)
    return Rows(
      output: channelRow(kernel.outputs), input: channelRow(kernel.inputs),
      height: spatialRow(kernel.height), width: spatialRow(kernel.width))
  }

  /// The row of a channel count: that of 8 for 4 to 7, else that of the nearest count, the smaller
  /// of two.
  package func channelRow(_ count: Int) -> Int {
    nearest(to: (4...7).contains(count) ? 8 : count, in: channelCounts)
  }

  /// The row of a kernel extent: that of 3 for 2, else that of the nearest extent, the smaller of
  /// two.
  package func spatialRow(_ extent: Int) -> Int {
    nearest(to: extent == 2 ? 3 : extent, in: spatialExtents)
  }

  /// The index of the number nearest to `value` in ascending numbers, the lower of two.
  private func nearest(to value: Int, in numbers: [Int]) -> Int {
    var low = 0
    var high = numbers.count - 1
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < value { low = middle + 1 } else { high = middle }
    }
    guard low > 0, value - numbers[low - 1] <= abs(numbers[low] - value) else { return low }
    return low - 1
  }
}

/// The rising curve that is nearest to values in the mean of squares: their isotonic regression.
///
/// Neighbors that do not rise share the mean of their values; between two such blocks the curve is a
/// straight line, beyond the first and the last constant. A tilt of a millionth of the values' range keeps
/// the order of positions that share a value.
///
/// Source: Ayer et al., "An empirical distribution function for sampling with incomplete information"
/// (1955), doi:10.1214/aoms/1177728423, by pooling adjacent violators.
package struct IsotonicCurve: Sendable {
  /// Where blocks begin and end, ascending, and the value there.
  private let positions: [Double]
  private let values: [Double]
  private let tilt: Double

  private struct Block {
    var first: Double
    var last: Double
    var value: Double
    var count: Double

    mutating func join(_ next: Block) {
      value = (value * count + next.value * next.count) / (count + next.count)
      count += next.count
      last = next.last
    }
  }

  /// Fits the curve; `nil` where the values do not rise at all, so that no order is left.
  ///
  /// - Precondition: there are as many positions as values, all of them finite.
  package init?(through values: [Double], at positions: [Double]) {
    precondition(
      positions.count == values.count, "\(values.count) values, \(positions.count) positions")
    var blocks: [Block] = []
    for position in positions.indices.sorted(by: { (positions[$0], $0) < (positions[$1], $1) }) {
      var next = Block(
        first: positions[position], last: positions[position], value: values[position], count: 1)
      while let block = blocks.last, block.value >= next.value || block.last == next.first {
        blocks[blocks.count - 1].join(next)
        next = blocks.removeLast()
      }
      blocks.append(next)
    }
    guard let least = blocks.first?.value, let most = blocks.last?.value, least < most else {
      return nil
    }
    self.positions = blocks.flatMap { [$0.first, $0.last] }
    self.values = blocks.flatMap { [$0.value, $0.value] }
    tilt = 1e-6 * (most - least)
  }

  /// The value at a position.
  package func callAsFunction(_ position: Double) -> Double {
    let tilted = tilt * position / (1 + abs(position))
    guard position > positions[0] else { return values[0] + tilted }
    guard let upper = positions.firstIndex(where: { $0 >= position }) else {
      return values[values.count - 1] + tilted
    }
    // Blocks end before the next begins, so the two positions differ.
    let part = (position - positions[upper - 1]) / (positions[upper] - positions[upper - 1])
    return values[upper - 1] + part * (values[upper] - values[upper - 1]) + tilted
  }
}

import ArchDAG

extension OperationKind {
  /// How many elements an operation takes in memory beside its operands and results while it runs: copies
  /// of operands that lie in another order than its loops want, and what it computes on the way.
  ///
  /// - Parameters:
  ///   - operands: what it reads.
  ///   - resultCount: how many elements its results have.
  /// - Returns: the most there are at once.
  func scratchCount(_ operands: [ArrangedVariable?], resultCount: Int) -> Int {
    let given = operands.compactMap(\.self)
    guard let x = given.first else { return 0 }
    switch traits.scratch {
    case .operands:
      return given.reduce(0) { $0 + $1.count }
    case .recurrence(let recurrence):
      // Of all steps, the gates, the states one by one, and those together.
      return x.copiedCount(in: .stated(rank: x.rank))
        + (recurrence.cell.gateCount + 2) * resultCount
    case .sumsOfSquares:
      // The squares, those in a border, two sums, and the sum with the bias.
      return 5 * x.count
    case .indices:
      return x.count + 2 * resultCount
    case .rows:
      return x.copiedCount(in: .stated(rank: x.rank))
    case .elements:
      return scratchCount(given, x, resultCount: resultCount)
    }
  }

  /// The same where it follows from how elements move.
  private func scratchCount(
    _ given: [ArrangedVariable], _ x: ArrangedVariable, resultCount: Int
  ) -> Int {
    switch traits.elements {
    case .layer, .pooled:
      // A volume is a stack of images in a border, of which one is taken out and two are summed.
      return x.rank == 5
        ? 2 * x.count + 2 * resultCount : x.copiedCount(in: .channelsLast(rank: x.rank))
    case .normalized:
      return x.copiedCount(in: .channelsLast(rank: x.rank))
    case .resampled:
      return resultCount
    case .reduced(let axes):
      return x.hasNeighbors(axes ?? Array(2..<max(2, x.rank))) ? 0 : x.count
    case .pointwise, .joined:
      guard let largest = given.max(by: { $0.count < $1.count }) else { return 0 }
      return given.reduce(0) {
        $0 + $1.padded(toRank: largest.rank).copiedCount(in: largest.order)
      }
    case .moved(.otherwise), .picked, .product, .mixed, .recurrent, .unknown:
      return given.reduce(0) { $0 + $1.copiedCount(in: .stated(rank: $1.rank)) }
    case .moved, .lookup:
      // Where elements are copied, the copy is the result.
      return 0
    }
  }
}

extension ArrangedVariable {
  /// How many elements a copy in another order has; 0 where none is made.
  fileprivate func copiedCount(in order: AxisOrder) -> Int {
    order.rank == rank && isMoved(by: order) ? count : 0
  }

  /// Whether these axes lie side by side in memory, but for others of extent 1.
  fileprivate func hasNeighbors(_ axes: [Int]) -> Bool {
    let wanted = Set(axes.compactMap { axis($0) })
    let extents = extents
    let isWanted = order.axes.filter { extents[$0] != 1 }.map(wanted.contains)
    let changes = zip(isWanted, isWanted.dropFirst()).count { $0 != $1 }
    return changes < 2 || (changes == 2 && isWanted.first == false)
  }
}

/// A constant's numbers, laid out along axes.
struct NumberGrid {
  let extents: [Int]
  private let numbers: Literal.Numbers
  private let countLimit: Int

  /// `nil` if the numbers are unknown, or fewer than the extents say.
  init?(_ literal: Literal?) {
    guard let literal, let extents = literal.extents, let count = literal.count,
      product(extents) == count
    else { return nil }
    self.extents = extents.compactMap(\.self)
    numbers = literal.numbers
    countLimit = literal.countLimit
  }

  /// The numbers at some positions of some axes, with the axes in another order.
  ///
  /// - Parameters:
  ///   - picks: the positions that are kept of an axis; all of them where it has no entry.
  ///   - order: which axis comes first, which second; their own order if empty.
  /// - Returns: the constant; `nil` if it has too many numbers.
  func picking(_ picks: [Int: [Int]], order: [Int] = []) -> Literal? {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    var positions = [0]
    var result: [Int?] = []
    for axis in order.isEmpty ? Array(extents.indices) : order {
      let kept = picks[axis] ?? Array(0..<extents[axis])
      guard kept.count <= countLimit, positions.count * kept.count <= countLimit else { return nil }
      positions = positions.flatMap { base in kept.map { base + $0 * strides[axis] } }
      result.append(kept.count)
    }
    return Literal(extents: result, numbers: numbers.picked(positions))
  }
}

extension Literal {
  /// The same numbers with other extents.
  func reshaped(to extents: [Int]) -> Literal {
    Literal(extents: extents.map(Optional.some), numbers: numbers)
  }
}

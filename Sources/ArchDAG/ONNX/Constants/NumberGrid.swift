import Tensors

/// A constant's numbers, laid out along axes.
struct NumberGrid {
  let extents: [Int]
  let numbers: Literal.Numbers
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
    let strides = rowMajorStrides(of: extents)
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

extension NumberGrid {
  /// Grids behind one another along an axis; `nil` if they do not fit, or have too many numbers.
  static func joined(_ grids: [NumberGrid], along axis: Int) -> Literal? {
    guard let first = grids.first, let axis = normalizedAxis(axis, rank: first.extents.count)
    else { return nil }
    var extents = first.extents
    extents[axis] = 0
    for grid in grids {
      guard grid.extents.count == extents.count,
        extents.indices.allSatisfy({ $0 == axis || grid.extents[$0] == extents[$0] })
      else { return nil }
      extents[axis] += grid.extents[axis]
    }
    let limit = grids.map(\.countLimit).max() ?? 0
    guard let count = product(extents.map(Optional.some)), count <= limit else { return nil }
    // Runs of each grid by turns.
    let inner = extents[(axis + 1)...].reduce(1, *)
    let runs = extents[..<axis].reduce(1, *)
    func joined<Number>(_ all: [[Number]]) -> [Number] {
      (0..<runs).flatMap { run in
        zip(grids, all).flatMap { grid, numbers in
          let length = grid.extents[axis] * inner
          return numbers[run * length..<(run + 1) * length]
        }
      }
    }
    let integers = grids.compactMap { grid -> [Int]? in
      if case .integers(let integers) = grid.numbers { integers } else { nil }
    }
    if integers.count == grids.count {
      return Literal(extents: extents.map(Optional.some), numbers: .integers(joined(integers)))
    }
    let reals = grids.compactMap(\.numbers.reals)
    guard reals.count == grids.count else { return nil }
    return Literal(extents: extents.map(Optional.some), numbers: .reals(joined(reals)))
  }
}

extension Literal {
  /// The same numbers with other extents.
  func reshaped(to extents: [Int]) -> Literal {
    Literal(extents: extents.map(Optional.some), numbers: numbers)
  }
}

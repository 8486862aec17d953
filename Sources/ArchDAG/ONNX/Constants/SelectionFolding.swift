extension ConstantFolding {
  /// Operators that pick, repeat, join or sum up numbers.
  static let selections: [String: Rule] = [
    "Concat": { _, operands in concatenation(operands.compactMap(\.self), of: operands.count) },
    "Gather": { node, operands in
      guard operands.count == 2, let grid = NumberGrid(operands[0]), let indices = operands[1],
        let places = indices.integers, let indexExtents = indices.extents?.compactMap(\.self),
        let axis = normalizedAxis(node.integer("axis") ?? 0, rank: grid.extents.count)
      else { return nil }
      let picked = places.compactMap { normalizedAxis($0, rank: grid.extents[axis]) }
      guard picked.count == places.count else { return nil }
      let extents = grid.extents[..<axis] + indexExtents + grid.extents[(axis + 1)...]
      return grid.picking([axis: picked])?.reshaped(to: Array(extents))
    },
    "Slice": { node, operands in
      guard let grid = NumberGrid(operands.first ?? nil),
        let slices = node.slices({ place in
          operands.indices.contains(place) ? operands[place].map(\.integers) : nil
        })
      else { return nil }
      var picks: [Int: [Int]] = [:]
      for slice in slices {
        guard let axis = normalizedAxis(slice.axis, rank: grid.extents.count) else { return nil }
        picks[axis] = Array(slice.positions(of: grid.extents[axis]))
      }
      return grid.picking(picks)
    },
    "Expand": { _, operands in
      guard operands.count == 2, let x = operands[0], let target = operands[1]?.integers,
        target.count <= 64,
        let extents = broadcastExtents(x.extents, target.map(Optional.some))?.compactMap(\.self),
        let count = product(extents.map(Optional.some)), 0...Literal.countLimit ~= count
      else { return nil }
      let ones = Literal(
        extents: extents, numbers: .integers(Array(repeating: 1, count: count)))
      guard let broadcast = Broadcasting([x, ones]) else { return nil }
      return Literal(extents: extents, numbers: x.numbers.picked(broadcast.positions[0]))
    },
    "Transpose": { node, operands in
      guard let grid = NumberGrid(operands.first ?? nil) else { return nil }
      let order = node.integers("perm") ?? grid.extents.indices.reversed()
      guard order.sorted() == Array(grid.extents.indices) else { return nil }
      return grid.picking([:], order: order)
    },
    "ReduceProd": { node, operands in
      guard let x = operands.first ?? nil, x.extents?.count == 1,
        let value = x.integers.flatMap({ product($0.map(Optional.some)) })
      else { return nil }
      let keepsAxes = node.integer("keepdims") != 0
      return Literal(extents: keepsAxes ? [1] : [], numbers: .integers([value]))
    },
  ]

  private static func concatenation(_ operands: [Literal], of count: Int) -> Literal? {
    guard operands.count == count, operands.allSatisfy({ $0.extents?.count == 1 }) else {
      return nil
    }
    if operands.allSatisfy({ $0.integers != nil }) {
      let integers = operands.flatMap { $0.integers ?? [] }
      return integers.count <= Literal.countLimit ? Literal(list: integers) : nil
    }
    let reals = operands.compactMap(\.reals).flatMap(\.self)
    guard operands.allSatisfy({ $0.reals != nil }), reals.count <= Literal.countLimit else {
      return nil
    }
    return Literal(extents: [reals.count], numbers: .reals(reals))
  }
}

/// A constant's numbers, laid out along axes.
private struct NumberGrid {
  let extents: [Int]
  private let numbers: Literal.Numbers

  /// `nil` if the numbers are unknown, or fewer than the extents say.
  init?(_ literal: Literal?) {
    guard let literal, let extents = literal.extents, let count = literal.count,
      product(extents) == count
    else { return nil }
    self.extents = extents.compactMap(\.self)
    numbers = literal.numbers
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
      guard kept.count <= Literal.countLimit,
        positions.count * kept.count <= Literal.countLimit
      else { return nil }
      positions = positions.flatMap { base in kept.map { base + $0 * strides[axis] } }
      result.append(kept.count)
    }
    return Literal(extents: result, numbers: numbers.picked(positions))
  }
}

extension Literal {
  /// The same numbers with other extents.
  fileprivate func reshaped(to extents: [Int]) -> Literal {
    Literal(extents: extents.map(Optional.some), numbers: numbers)
  }
}

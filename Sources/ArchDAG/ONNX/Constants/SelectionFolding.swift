extension ConstantFolding {
  /// Operators that pick, repeat, join or sum up numbers.
  static let selections: [String: Rule] = [
    "Concat": { _, operands in concatenation(operands.compactMap(\.self), of: operands.count) },
    "Gather": { node, operands in
      guard operands.count == 2, let x = operands[0], x.extents?.count == 1,
        node.integer("axis") ?? 0 == 0 || node.integer("axis") == -1, let count = x.count,
        let indices = operands[1]?.integers
      else { return nil }
      let positions = indices.compactMap { normalizedAxis($0, rank: count) }
      guard positions.count == indices.count else { return nil }
      return Literal(extents: operands[1]?.extents, numbers: x.numbers.picked(positions))
    },
    "Slice": { node, operands in
      guard let x = operands.first ?? nil, x.extents?.count == 1, let count = x.count,
        let slice = slice(node, operands), normalizedAxis(slice.axis, rank: 1) == 0
      else { return nil }
      let positions = Array(slice.positions(of: count))
      return Literal(extents: [positions.count], numbers: x.numbers.picked(positions))
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
    "Transpose": { _, operands in
      // Of a list or a scalar, the only permutation changes nothing.
      guard let x = operands.first ?? nil, let rank = x.extents?.count, rank <= 1 else {
        return nil
      }
      return x
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

  /// The one cut of a `Slice` of a list.
  private static func slice(_ node: ONNXNode, _ operands: [Literal?]) -> AxisSlice? {
    func list(_ name: String, _ place: Int) -> [Int]? {
      node.integers(name) ?? (operands.indices.contains(place) ? operands[place]?.integers : nil)
    }
    guard let starts = list("starts", 1), let ends = list("ends", 2), starts.count == 1,
      ends.count == 1
    else { return nil }
    let axes = list("axes", 3) ?? [0]
    let steps = list("steps", 4) ?? [1]
    guard axes.count == 1, steps.count == 1, steps[0] != 0 else { return nil }
    return AxisSlice(axis: axes[0], start: starts[0], end: ends[0], step: steps[0])
  }
}

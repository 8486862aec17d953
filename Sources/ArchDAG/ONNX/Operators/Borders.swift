extension ONNXOperators {
  /// Operators that add a border, or copies.
  static let borders: [ONNXOperator] = [
    ONNXOperator(
      "Pad", as: .pad, .border, .arrangement,
      operands: .init(.partlyKnown(.movement), settings: [1, 2, 3])
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let amounts = amounts(call) else { return runtimePad(call) }
      let extents = call.extents(0).flatMap { padExtents($0, amounts: amounts) }
      let value = call.real("value", or: 2) ?? 0
      let border: Border? =
        switch call.node.text("mode") ?? "constant" {
        // The number in the border may itself be known only while the network runs.
        case "constant": call.has(2) && call.literal(2)?.reals == nil ? nil : .constant(value)
        case "edge": .edge
        case "reflect": .reflect
        case "wrap": .wrap
        default: nil
        }
      guard let border else { return .operation(.pad(amounts: nil), extents: extents) }
      return border == .constant(0)
        ? .operation(.pad(amounts: amounts), extents: extents)
        : .operation(.border(border, amounts: amounts), extents: extents)
    },
    ONNXOperator(
      "Tile", 6...newest, as: .arrangement, .expand,
      operands: .init(.partlyKnown(.movement), settings: [1]),
      folding: .computed { _, operands in
        guard operands.count == 2, let grid = NumberGrid(operands[0]),
          let counts = operands[1]?.integers, counts.count == grid.extents.count
        else { return nil }
        var picks: [Int: [Int]] = [:]
        for (axis, count) in counts.enumerated() where count != 1 {
          let (length, overflow) = grid.extents[axis].multipliedReportingOverflow(by: count)
          guard !overflow, 0...DeferredNumbers.countLimit ~= length else { return nil }
          picks[axis] = (0..<length).map { $0 % grid.extents[axis] }
        }
        return grid.picking(picks)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      if let extents = repeatedExtents(call) { return .operation(.expand, extents: extents) }
      return .operation(.arrangement(.tile, axis: 0), call.all, extents: tiledExtents(call))
    },
  ]

  /// How many positions are added before each axis, then behind each; `nil` where that is known
  /// only while the network runs.
  private static func amounts(_ call: OperatorCall) -> [Int]? {
    let stated = call.version < 2 ? call.node.integers("paddings") : call.integers("pads", or: 1)
    guard let stated, stated.count <= 128 else { return nil }
    guard call.has(3) else { return stated }
    guard let rank = call.extents(0)?.count, let axes = call.literal(3)?.integers,
      stated.count == 2 * axes.count
    else { return nil }
    var amounts = [Int](repeating: 0, count: 2 * rank)
    for (index, axis) in axes.enumerated() {
      guard let axis = normalizedAxis(axis, rank: rank) else { return nil }
      amounts[axis] = stated[index]
      amounts[axis + rank] = stated[index + axes.count]
    }
    return amounts
  }

  private static func runtimePad(_ call: OperatorCall) -> OperatorMeaning {
    let rank = call.extents(0)?.count
    let unknown = rank.map { Extents(repeating: nil, count: $0) }
    let arrangement: RuntimeArrangement? =
      switch call.node.text("mode") ?? "constant" {
      case "constant": .pad
      case "edge": .padEdge
      case "reflect": .padReflect
      case "wrap": .padWrap
      default: nil
      }
    guard let arrangement, call.has(1) else {
      return .operation(.pad(amounts: nil), extents: unknown)
    }
    return .operation(.arrangement(arrangement, axis: 0), call.all, extents: unknown)
  }

  /// The extents of what is the same as an expansion: nothing that is fed, of whose axes those alone are
  /// repeated that have one position.
  private static func repeatedExtents(_ call: OperatorCall) -> Extents? {
    guard let x = call.tensor(0), !x.dependsOnInput, let extents = x.extents,
      let counts = call.literal(1)?.integers, counts.count == extents.count,
      zip(extents, counts).allSatisfy({ $0 == 1 && $1 > 0 || $1 == 1 })
    else { return nil }
    return tiledExtents(call)
  }

  private static func tiledExtents(_ call: OperatorCall) -> Extents? {
    guard let x = call.extents(0) else { return nil }
    guard let repeats = call.literal(1)?.integers, repeats.count == x.count else {
      return Extents(repeating: nil, count: x.count)
    }
    return zip(x, repeats).map { extent, count in product([extent, count]) }
  }
}

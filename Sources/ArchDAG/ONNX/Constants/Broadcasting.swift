/// Pairs up the numbers of constants of different extents.
struct Broadcasting {
  let extents: [Int]
  /// For each operand, which of its numbers meets at each position of the result.
  let positions: [[Int]]

  /// `nil` if the numbers of one are not known, the extents do not fit, or there are too many.
  init?(_ literals: [Literal]) {
    var result: Extents? = []
    var operands: [[Int]] = []
    for literal in literals {
      guard let extents = literal.extents, literal.numbers.count != nil else { return nil }
      operands.append(extents.compactMap(\.self))
      result = broadcastExtents(result, extents)
    }
    guard let extents = result?.compactMap(\.self), let count = product(extents),
      0...Literal.countLimit ~= count
    else { return nil }
    self.extents = extents
    var positions: [[Int]] = []
    for (operand, literal) in zip(operands, literals) {
      let map = Self.positions(of: operand, in: extents, count: count)
      guard map.allSatisfy({ $0 < literal.numbers.count ?? 0 }) else { return nil }
      positions.append(map)
    }
    self.positions = positions
  }

  private static func positions(of operand: [Int], in extents: [Int], count: Int) -> [Int] {
    if product(operand.map(Optional.some)) == 1 { return Array(repeating: 0, count: count) }
    if operand == extents { return Array(0..<count) }
    return (0..<count).map { position in
      var rest = position
      var index = 0
      var stride = 1
      for axis in extents.indices.reversed() {
        let coordinate = rest % extents[axis]
        rest /= extents[axis]
        let place = axis - (extents.count - operand.count)
        guard place >= 0 else { continue }
        if operand[place] != 1 { index += coordinate * stride }
        stride *= operand[place]
      }
      return index
    }
  }
}

extension Literal.Numbers {
  /// How many numbers are known.
  var count: Int? {
    switch self {
    case .integers(let integers): integers.count
    case .reals(let reals): reals.count
    case .unread: nil
    }
  }

  /// The numbers at these positions.
  func picked(_ positions: [Int]) -> Literal.Numbers {
    switch self {
    case .integers(let integers): .integers(positions.map { integers[$0] })
    case .reals(let reals): .reals(positions.map { reals[$0] })
    case .unread: .unread
    }
  }
}

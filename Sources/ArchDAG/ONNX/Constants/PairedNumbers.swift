import Tensors

/// Pairs up the numbers of constants of different extents.
struct PairedNumbers {
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
    let limit = literals.map(\.countLimit).max() ?? 0
    guard let extents = result?.compactMap(\.self), let count = product(extents),
      0...limit ~= count
    else { return nil }
    self.extents = extents
    var positions: [[Int]] = []
    for (operand, literal) in zip(operands, literals) {
      guard let map = Self.positions(of: operand, in: extents, count: count),
        map.allSatisfy({ $0 < literal.numbers.count ?? 0 })
      else { return nil }
      positions.append(map)
    }
    self.positions = positions
  }

  /// Which number of an operand meets each position of the result; `nil` if they do not fit.
  private static func positions(of operand: [Int], in extents: [Int], count: Int) -> [Int]? {
    guard let strides = Broadcasting.strides(of: operand, in: extents) else { return nil }
    if operand == extents { return Array(0..<count) }
    return (0..<count).map { position in
      var rest = position
      var index = 0
      for axis in extents.indices.reversed() {
        index += rest % extents[axis] * strides[axis]
        rest /= extents[axis]
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

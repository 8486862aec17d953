#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ElementwiseFunction {
  /// The function of a constant; whole numbers stay whole, or have no result.
  var ofConstants: ConstantFolding.Function {
    switch self {
    case .absolute: ConstantFolding.unary({ $0 == .min ? nil : abs($0) }, { abs($0) })
    case .negate: ConstantFolding.unary({ $0 == .min ? nil : -$0 }, { -$0 })
    case .reciprocal: ConstantFolding.unary({ _ in nil }, { 1 / $0 })
    case .squareRoot: ConstantFolding.unary({ _ in nil }, { $0.squareRoot() })
    case .exponential: ConstantFolding.unary({ _ in nil }, { exp($0) })
    case .logarithm: ConstantFolding.unary({ _ in nil }, { log($0) })
    case .floor: ConstantFolding.unary({ $0 }, { $0.rounded(.down) })
    case .ceiling: ConstantFolding.unary({ $0 }, { $0.rounded(.up) })
    case .sign: ConstantFolding.unary({ $0.signum() }, { $0 == 0 ? 0 : $0 < 0 ? -1 : 1 })
    case .errorFunction: ConstantFolding.unary({ _ in nil }, { erf($0) })
    case .sine: ConstantFolding.unary({ _ in nil }, { sin($0) })
    case .cosine: ConstantFolding.unary({ _ in nil }, { cos($0) })
    case .arctangent: ConstantFolding.unary({ _ in nil }, { atan($0) })
    case .round: ConstantFolding.unary({ $0 }, { $0.rounded(.toNearestOrEven) })
    }
  }
}

extension Arithmetic {
  /// Two constants combined; whole numbers stay whole, or have no result.
  var ofConstants: ConstantFolding.Function {
    switch self {
    case .add: ConstantFolding.binary({ $0.addingReportingOverflow($1) }, { $0 + $1 })
    case .subtract: ConstantFolding.binary({ $0.subtractingReportingOverflow($1) }, { $0 - $1 })
    case .multiply: ConstantFolding.binary({ $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 })
    case .divide: ConstantFolding.binary({ $0.dividedReportingOverflow(by: $1) }, { $0 / $1 })
    case .power: ConstantFolding.binary({ _, _ in (0, true) }, { pow($0, $1) })
    case .minimum: ConstantFolding.binary({ (min($0, $1), false) }, { min($0, $1) })
    case .maximum: ConstantFolding.binary({ (max($0, $1), false) }, { max($0, $1) })
    }
  }
}

extension ConstantFolding {
  /// A constant repeated along axes of extent 1 to target extents.
  ///
  /// - Parameter operands: the constant, and the extents.
  /// - Returns: the repeated constant; `nil` where it would have too many numbers.
  @Sendable static func expanded(_ operands: [Literal?]) -> Literal? {
    guard operands.count == 2, let x = operands[0], let target = operands[1]?.integers,
      target.count <= 64,
      let extents = broadcastExtents(x.extents, target.map(Optional.some))?.compactMap(\.self),
      let count = product(extents.map(Optional.some)), 0...x.countLimit ~= count
    else { return nil }
    let ones = Literal(extents: extents, numbers: .integers(Array(repeating: 1, count: count)))
    guard let paired = PairedNumbers([x, ones]) else { return nil }
    return Literal(extents: extents, numbers: x.numbers.picked(paired.positions[0]))
  }
}

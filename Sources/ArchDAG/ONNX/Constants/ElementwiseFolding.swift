#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ConstantFolding {
  /// Operators that work number by number.
  static let elementwise: [String: Rule] = [
    "Add": binary({ $0.addingReportingOverflow($1) }, { $0 + $1 }),
    "Sub": binary({ $0.subtractingReportingOverflow($1) }, { $0 - $1 }),
    "Mul": binary({ $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 }),
    "Div": binary({ $0.dividedReportingOverflow(by: $1) }, { $0 / $1 }),
    "Mod": binary(modulo, { _, _ in nil }),
    "Pow": binary({ _, _ in (0, true) }, { pow($0, $1) }),
    "Min": binary({ (min($0, $1), false) }, { min($0, $1) }),
    "Max": binary({ (max($0, $1), false) }, { max($0, $1) }),
    "And": binary({ ($0 & $1, false) }, { _, _ in nil }),
    "Or": binary({ ($0 | $1, false) }, { _, _ in nil }),
    "Equal": comparison({ $0 == $1 }, { $0 == $1 }),
    "Less": comparison({ $0 < $1 }, { $0 < $1 }),
    "LessOrEqual": comparison({ $0 <= $1 }, { $0 <= $1 }),
    "Greater": comparison({ $0 > $1 }, { $0 > $1 }),
    "GreaterOrEqual": comparison({ $0 >= $1 }, { $0 >= $1 }),
    "Not": unary({ $0 == 0 ? 1 : 0 }, { _ in nil }),
    "Neg": unary({ $0 == .min ? nil : -$0 }, { -$0 }),
    "Abs": unary({ $0 == .min ? nil : abs($0) }, { abs($0) }),
    "Sign": unary({ $0.signum() }, { $0 == 0 ? 0 : $0 < 0 ? -1 : 1 }),
    "Sqrt": unary({ _ in nil }, { $0.squareRoot() }),
    "Exp": unary({ _ in nil }, { exp($0) }),
    "Log": unary({ _ in nil }, { log($0) }),
    "Reciprocal": unary({ _ in nil }, { 1 / $0 }),
    "Floor": unary({ $0 }, { $0.rounded(.down) }),
    "Ceil": unary({ $0 }, { $0.rounded(.up) }),
    "Cast": { node, operands in
      operands.first??.cast(to: TensorRecord.ElementType(node.integer("to") ?? 0))
    },
    "CastLike": { _, operands in
      let target = operands.count == 2 ? operands[1] : nil
      // What flows through a network is real, unless it is a constant of whole numbers.
      if case .integers? = target?.numbers {
        return operands.first??.cast(to: .integer(bits: 64, isSigned: true))
      }
      return operands.first??.cast(to: .float)
    },
    "Where": { _, operands in
      let literals = operands.compactMap(\.self)
      guard literals.count == 3, let broadcast = Broadcasting(literals),
        let condition = literals[0].integers, let yes = literals[1].integers,
        let no = literals[2].integers
      else { return nil }
      let positions = broadcast.positions
      let chosen = positions[0].indices.map {
        condition[positions[0][$0]] != 0 ? yes[positions[1][$0]] : no[positions[2][$0]]
      }
      return Literal(extents: broadcast.extents, numbers: .integers(chosen))
    },
  ]

  private static func modulo(_ x: Int, _ y: Int) -> (partialValue: Int, overflow: Bool) {
    let (remainder, overflow) = x.remainderReportingOverflow(dividingBy: y)
    // ONNX's remainder has the divisor's sign.
    return (remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder, overflow)
  }

  private static func binary(
    _ integer: @escaping @Sendable (Int, Int) -> (partialValue: Int, overflow: Bool),
    _ real: @escaping @Sendable (Float, Float) -> Float?
  ) -> Rule {
    { _, operands in
      guard let pairs = Pairs(operands) else { return nil }
      let numbers = pairs.map(
        integers: { x, y in
          let (value, overflow) = integer(x, y)
          return overflow ? nil : value
        }, reals: real)
      return numbers.map { Literal(extents: pairs.extents, numbers: $0) }
    }
  }

  private static func comparison(
    _ integer: @escaping @Sendable (Int, Int) -> Bool,
    _ real: @escaping @Sendable (Float, Float) -> Bool
  ) -> Rule {
    { _, operands in
      guard let pairs = Pairs(operands) else { return nil }
      let numbers = pairs.map(
        integers: { integer($0, $1) ? 1 : 0 }, reals: { real($0, $1) ? 1 : 0 })
      return numbers.map { numbers in
        Literal(extents: pairs.extents, numbers: numbers).cast(to: .boolean)
      }
    }
  }

  private static func unary(
    _ integer: @escaping @Sendable (Int) -> Int?, _ real: @escaping @Sendable (Float) -> Float?
  ) -> Rule {
    { _, operands in
      guard let operand = operands.first ?? nil else { return nil }
      let numbers: Literal.Numbers
      switch operand.numbers {
      case .integers(let integers): numbers = .integers(integers.compactMap(integer))
      case .reals(let reals): numbers = .reals(reals.compactMap(real))
      case .unread: return nil
      }
      guard numbers.count == operand.count else { return nil }
      return Literal(extents: operand.extents, numbers: numbers)
    }
  }
}

/// The numbers of two constants, side by side.
private struct Pairs {
  let extents: Extents
  private let literals: [Literal]
  private let positions: [[Int]]

  init?(_ operands: [Literal?]) {
    literals = operands.compactMap(\.self)
    guard literals.count == 2, let broadcast = Broadcasting(literals) else { return nil }
    extents = broadcast.extents
    positions = broadcast.positions
  }

  /// The function of each pair; `nil` if one has no value.
  func map(
    integers: (Int, Int) -> Int?, reals: (Float, Float) -> Float?
  ) -> Literal.Numbers? {
    if let x = literals[0].integers, let y = literals[1].integers {
      let values = zip(positions[0], positions[1]).map { integers(x[$0], y[$1]) }
      return values.contains(nil) ? nil : .integers(values.compactMap(\.self))
    }
    guard let x = literals[0].reals, let y = literals[1].reals else { return nil }
    let values = zip(positions[0], positions[1]).map { reals(x[$0], y[$1]) }
    return values.contains(nil) ? nil : .reals(values.compactMap(\.self))
  }
}

extension Literal {
  /// The constant in another number format.
  ///
  /// Source: ONNX operator `Cast`, opset 13.
  func cast(to type: TensorRecord.ElementType) -> Literal {
    var result = self
    switch (type, numbers) {
    case (.float, .integers(let integers)), (.double, .integers(let integers)),
      (.float16, .integers(let integers)), (.bfloat16, .integers(let integers)):
      result.numbers = .reals(integers.map(Float.init))
    case (.integer, .reals(let reals)):
      let integers = reals.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      result.numbers = integers.count == reals.count ? .integers(integers) : .unread
    case (.boolean, .integers(let integers)):
      result.numbers = .integers(integers.map { $0 == 0 ? 0 : 1 })
    case (.boolean, .reals(let reals)):
      result.numbers = .integers(reals.map { $0 == 0 ? 0 : 1 })
    case (.undefined, _), (.other, _): result.numbers = .unread
    case (_, .integers), (_, .reals), (_, .unread): break
    }
    return result
  }
}

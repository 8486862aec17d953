/// Computes constants from constants.
///
/// Only what exporters use to compute shapes, scales and masks is here; the result of everything
/// else keeps its extents and loses its numbers.
enum ConstantFolding {
  /// Computes the result of a node from its operands; `nil` where its numbers cannot be told.
  typealias Rule = @Sendable (ONNXNode, [Literal?]) -> Literal?

  /// Computes the result of an operation that has no attributes from its operands.
  typealias Function = @Sendable ([Literal?]) -> Literal?
}

extension ConstantFolding {
  /// The remainder of a division.
  @Sendable static func modulo(_ x: Int, _ y: Int) -> (partialValue: Int, overflow: Bool) {
    let (remainder, overflow) = x.remainderReportingOverflow(dividingBy: y)
    // ONNX's remainder has the divisor's sign.
    return (remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder, overflow)
  }

  static func binary(
    _ integer: @escaping @Sendable (Int, Int) -> (partialValue: Int, overflow: Bool),
    _ real: @escaping @Sendable (Float, Float) -> Float?
  ) -> Function {
    { operands in
      guard let pairs = Pairs(operands) else { return nil }
      let numbers = pairs.map(
        integers: { x, y in
          let (value, overflow) = integer(x, y)
          return overflow ? nil : value
        }, reals: real)
      return numbers.map { Literal(extents: pairs.extents, numbers: $0) }
    }
  }

  static func comparison(
    _ integer: @escaping @Sendable (Int, Int) -> Bool,
    _ real: @escaping @Sendable (Float, Float) -> Bool
  ) -> Function {
    { operands in
      guard let pairs = Pairs(operands) else { return nil }
      let numbers = pairs.map(
        integers: { integer($0, $1) ? 1 : 0 }, reals: { real($0, $1) ? 1 : 0 })
      return numbers.map { numbers in
        Literal(extents: pairs.extents, numbers: numbers).cast(to: .boolean)
      }
    }
  }

  static func unary(
    _ integer: @escaping @Sendable (Int) -> Int?, _ real: @escaping @Sendable (Float) -> Float?
  ) -> Function {
    { operands in
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

  /// Of each second and third number one, as the first says.
  static func choice(_ literals: [Literal]) -> Literal? {
    guard literals.count == 3, let condition = literals[0].integers,
      let paired = PairedNumbers(literals)
    else { return nil }
    let positions = paired.positions
    func chosen<Number>(_ yes: [Number], _ no: [Number]) -> [Number] {
      positions[0].indices.map {
        condition[positions[0][$0]] != 0 ? yes[positions[1][$0]] : no[positions[2][$0]]
      }
    }
    if let yes = literals[1].integers, let no = literals[2].integers {
      return Literal(extents: paired.extents, numbers: .integers(chosen(yes, no)))
    }
    guard let yes = literals[1].reals, let no = literals[2].reals else { return nil }
    return Literal(extents: paired.extents, numbers: .reals(chosen(yes, no)))
  }

  /// Numbers limited to a range, of which a bound may be left out.
  static func clip(_ x: Literal?, from lowest: Literal?, to highest: Literal?) -> Literal? {
    guard let x else { return nil }
    let bounds = [lowest, highest].compactMap(\.self)
    guard bounds.allSatisfy({ $0.count == 1 }) else { return nil }
    if let integers = x.integers, bounds.allSatisfy({ $0.integers != nil }) {
      let (least, most) = (lowest?.integers?.first ?? .min, highest?.integers?.first ?? .max)
      return Literal(
        extents: x.extents, numbers: .integers(integers.map { min(max($0, least), most) }))
    }
    guard case .reals(let reals) = x.numbers else { return nil }
    let least = lowest?.reals?.first ?? -.infinity
    let most = highest?.reals?.first ?? .infinity
    return Literal(extents: x.extents, numbers: .reals(reals.map { min(max($0, least), most) }))
  }

  /// Constants behind one another along an axis.
  static func concatenation(_ operands: [Literal], of count: Int, axis: Int) -> Literal? {
    guard operands.count == count else { return nil }
    guard operands.allSatisfy({ $0.extents?.count == 1 }) else {
      let grids = operands.compactMap { NumberGrid($0) }
      return grids.count == count ? NumberGrid.joined(grids, along: axis) : nil
    }
    let limit = operands.map(\.countLimit).max() ?? 0
    if operands.allSatisfy({ $0.integers != nil }) {
      let integers = operands.flatMap { $0.integers ?? [] }
      return integers.count <= limit ? Literal(list: integers) : nil
    }
    let reals = operands.compactMap(\.reals).flatMap(\.self)
    guard operands.allSatisfy({ $0.reals != nil }), reals.count <= limit else {
      return nil
    }
    return Literal(extents: [reals.count], numbers: .reals(reals))
  }
}

/// The numbers of two constants, side by side.
private struct Pairs {
  let extents: Extents
  private let literals: [Literal]
  private let positions: [[Int]]

  init?(_ operands: [Literal?]) {
    literals = operands.compactMap(\.self)
    guard literals.count == 2, let paired = PairedNumbers(literals) else { return nil }
    extents = paired.extents
    positions = paired.positions
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

/// Ones at the positions that indices name, and other numbers elsewhere.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let indicators: [ONNXOperator] = [
    ONNXOperator(
      "OneHot", 9...newest, as: .discrete, .select, operands: .init(settings: [1]),
      results: .ofOperand(2)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      guard let rank = call.extents(0)?.count,
        let axis = normalizedAxis(call.node.integer("axis") ?? -1, rank: rank + 1),
        let depth = call.literal(1)?.reals, depth.count == 1, 0...Float(limit) ~= depth[0]
      else { return .unrecognized }
      let classes = Int(depth[0])
      let indices = Expression.shared(0, Expression.operand(0).applying(.unsqueeze(axes: [axis])))
      // Indices from −depth on count from behind.
      let found = [0, classes].map {
        matches(indices, among: 0..<classes, less: $0, axesBehind: rank - axis)
      }
      let condition = Expression.operation(.discrete(.or), found, extents: nil)
      return .operation(.select, [condition, number(1, of: call), number(0, of: call)])
    },
    ONNXOperator("Hardmax", as: .reduction, .discrete) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let x = call.extents(0),
        let axis = normalizedAxis(
          call.node.integer("axis") ?? (call.version < 13 ? 1 : -1), rank: x.count),
        // Up to opset 12 all axes from there on are one.
        call.version >= 13 || axis == x.count - 1, let extent = x[axis], 0...limit ~= extent
      else {
        return .unrecognized(
          extents: call.extents(0), trait: call.version < 13 ? "of several axes" : nil)
      }
      let indices = Expression.operand(0)
        .applying(.reduction(.indexOfMaximum, axes: [axis], keepsAxes: true))
      return .value(matches(indices, among: 0..<extent, less: 0, axesBehind: x.count - 1 - axis))
    },
  ]

  /// More classes than anybody tells apart.
  private static let limit = 1 << 20

  /// Whether an index is each of some positions, which lie along an axis of their own.
  private static func matches(
    _ index: Expression, among positions: Range<Int>, less offset: Int, axesBehind count: Int
  ) -> Expression {
    let numbers = Literal(
      extents: [positions.count] + Array(repeating: 1, count: count),
      numbers: .reals(positions.map { Float($0 - offset) }))
    return .operation(.discrete(.equal), [index, .constant(numbers)], extents: nil)
  }

  /// One of the two numbers that operand 2 holds.
  private static func number(_ index: Int, of call: OperatorCall) -> Expression {
    if let literal = call.literal(2), literal.count == 2 {
      return .constant(Literal(extents: [], numbers: literal.numbers.picked([index])))
    }
    return Expression.operand(2).applying(
      .slice([AxisSlice(axis: 0, start: index, end: index + 1, step: 1)]))
  }
}

/// Computes a constant from constants.
///
/// Only what exporters use to compute shapes, scales and masks is here; everything else keeps its
/// extents and loses its numbers.
enum ConstantFolding {
  typealias Rule = @Sendable (ONNXNode, [Literal?]) -> Literal?

  /// The rules, by operator.
  static let rules: [String: Rule] = [sources, elementwise, selections].reduce(into: [:]) {
    all, family in
    all.merge(family) { first, _ in first }
  }

  /// Operators that keep the order of their operand's numbers.
  static let rearrangements: Set<String> = [
    "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout",
  ]

  /// Operators without operands that matter.
  static let sources: [String: Rule] = [
    "Constant": { node, _ in
      if case .tensor(let literal)? = node.attribute("value") { return literal }
      if let value = node.integer("value_int") { return Literal(scalar: value) }
      if let values = node.integers("value_ints") { return Literal(list: values) }
      if let value = node.real("value_float") {
        return Literal(extents: [], numbers: .reals([value]))
      }
      if case .reals(let values)? = node.attribute("value_floats") {
        return Literal(extents: [values.count], numbers: .reals(values))
      }
      return Literal(extents: nil)
    },
    "ConstantOfShape": { node, operands in
      guard let extents = operands.first??.integers else { return nil }
      let known = extents.map(Optional.some)
      var value = Literal.Numbers.reals([0])
      if case .tensor(let literal)? = node.attribute("value") { value = literal.numbers }
      guard let count = product(known), 0...Literal.countLimit ~= count else {
        return Literal(extents: known)
      }
      return Literal(extents: known, numbers: value.repeated(count))
    },
    "Range": { _, operands in
      guard operands.count == 3, let start = operands[0]?.integers?.first,
        let limit = operands[1]?.integers?.first, let delta = operands[2]?.integers?.first,
        delta != 0
      else { return nil }
      let (span, overflow) = limit.subtractingReportingOverflow(start)
      guard !overflow, span.magnitude / delta.magnitude < Literal.countLimit else { return nil }
      return Literal(list: Array(stride(from: start, to: limit, by: delta)))
    },
  ]
}

extension Literal.Numbers {
  /// One number, `count` times.
  fileprivate func repeated(_ count: Int) -> Literal.Numbers {
    switch self {
    case .integers(let integers) where integers.count == 1:
      .integers(Array(repeating: integers[0], count: count))
    case .reals(let reals) where reals.count == 1:
      .reals(Array(repeating: reals[0], count: count))
    case .integers, .reals, .unread: .unread
    }
  }
}

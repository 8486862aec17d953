extension ONNXOperators {
  /// Operators whose results are numbers of the file, extents, or drawn at random.
  static let sources: [ONNXOperator] = [
    ONNXOperator(
      "Constant", operands: .init(.plumbing(.holds)), results: .fixed(.undefined),
      folding: .computed { node, _ in
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
      }, translation: unknownNumbers),
    ONNXOperator(
      "ConstantOfShape", 9...newest, as: .arrangement, operands: .init(.fills, settings: [0]),
      results: .fixed(.undefined),
      folding: .computed { constantOfShape($0, $1) }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard call.tensor(0) != nil else { return .unrecognized }
      return .operation(
        .arrangement(.expand, axis: 0),
        [
          .constant(Literal(extents: [], numbers: repeatedNumber(of: call.node))), .operand(0),
        ])
    },
    ONNXOperator(
      "Range", 11...newest, operands: .init(settings: [0, 1, 2]),
      folding: .computed { _, operands in
        if operands.contains(where: { $0?.integers == nil }) { return realRange(operands) }
        guard operands.count == 3, let start = operands[0]?.integers?.first,
          let limit = operands[1]?.integers?.first, let delta = operands[2]?.integers?.first,
          delta != 0
        else { return nil }
        let (span, overflow) = limit.subtractingReportingOverflow(start)
        let most = operands.compactMap { $0?.countLimit }.max() ?? 0
        guard !overflow, span.magnitude / delta.magnitude < most else { return nil }
        return Literal(list: Array(stride(from: start, to: limit, by: delta)))
      }, translation: unknownNumbers),
    ONNXOperator("Shape", operands: .init(.plumbing(.other)), results: .fixed(.index)) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let extents = call.extents(0) else {
        return .value(.constant(Literal(extents: [nil])))
      }
      let range = AxisSlice(
        axis: 0, start: call.node.integer("start") ?? 0, end: call.node.integer("end") ?? .max,
        step: 1)
      let part = range.positions(of: extents.count).map { extents[$0] }
      let known = part.compactMap(\.self)
      return .value(
        .constant(
          Literal(
            extents: [part.count],
            numbers: known.count == part.count ? .integers(known) : .unread)))
    },
    ONNXOperator("Size", operands: .init(.plumbing(.other)), results: .fixed(.index)) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let count = call.extents(0).flatMap { product($0) }
      return .value(
        .constant(Literal(extents: [], numbers: count.map { .integers([$0]) } ?? .unread)))
    },
    ONNXOperator("RandomUniformLike", results: .fixed(.undefined), translation: like),
    ONNXOperator("RandomNormalLike", results: .fixed(.undefined), translation: like),
    ONNXOperator("EyeLike", 9...newest, results: .fixed(.undefined)) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let literal = IdentityMatrix(call)?.literal ?? Literal(extents: call.extents(0))
      return .value(.constant(literal))
    },
    ONNXOperator(
      "NonMaxSuppression", operands: .init(settings: [2, 3, 4]), results: .fixed(.index),
      translation: unknownNumbers),
  ]

  /// One number, as often as a shape says.
  private static func constantOfShape(_ node: ONNXNode, _ operands: [Literal?]) -> Literal? {
    guard let operand = operands.first ?? nil, let extents = operand.integers else { return nil }
    let known = extents.map(Optional.some)
    let value = repeatedNumber(of: node)
    guard let count = product(known), 0...operand.countLimit ~= count else {
      return Literal(extents: known)
    }
    return Literal(extents: known, numbers: value.repeated(count))
  }

  /// The number that a node repeats: 0 where it says none.
  private static func repeatedNumber(of node: ONNXNode) -> Literal.Numbers {
    if case .tensor(let literal)? = node.attribute("value") { literal.numbers } else { .reals([0]) }
  }

  /// Real numbers at equal distances.
  private static func realRange(_ operands: [Literal?]) -> Literal? {
    let numbers = operands.compactMap { $0?.reals?.first }
    guard operands.count == 3, numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[2] != 0
    else { return nil }
    let count = ((Double(numbers[1]) - Double(numbers[0])) / Double(numbers[2])).rounded(.up)
    let most = operands.compactMap { $0?.countLimit }.max() ?? 0
    guard count <= Double(most) else { return nil }
    let reals = (0..<max(0, Int(count))).map { numbers[0] + Float($0) * numbers[2] }
    return Literal(extents: [reals.count], numbers: .reals(reals))
  }

  /// Numbers that nobody computes; where all operands are constants, so is the result.
  private static let unknownNumbers: ONNXOperator.Translation = { _ in .unrecognized }

  /// A constant of its operand's extents.
  private static let like: ONNXOperator.Translation = { call throws(ArchitectureError) in
    try call.requireOperands(1)
    return .value(.constant(Literal(extents: call.extents(0))))
  }
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

/// Operators that ONNX itself defines by others.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  /// Functions of each element that are made of others.
  static let functions: [ONNXOperator] = [
    function("Celu", 12, as: .arithmetic, .activation) { x, call in
      // α · elu(x / α).
      let alpha = call.node.real("alpha") ?? 1
      guard alpha != 0 else { return nil }
      return x.combined(.divide, with: alpha).applying(.activation(.elu(alpha: 1)))
        .combined(.multiply, with: alpha)
    },
    function("ThresholdedRelu", 10, as: .discrete, .select) { x, call in
      select(x, .greater, call.node.real("alpha") ?? 1, x, number(0))
    },
    function("Softsign", 1, as: .elementwise, .arithmetic) { x, _ in
      x.combined(.divide, with: x.applying(.elementwise(.absolute)).combined(.add, with: 1))
    },
    function("Shrink", 9, as: .discrete, .select) { x, call in
      let (limit, bias) = (call.node.real("lambd") ?? 0.5, call.node.real("bias") ?? 0)
      let upper = select(x, .greater, limit, x.combined(.subtract, with: bias), number(0))
      return select(x, .less, -limit, x.combined(.add, with: bias), upper)
    },
    function("Tan", 7, as: .elementwise, .arithmetic) { x, _ in
      x.applying(.elementwise(.sine)).combined(.divide, with: x.applying(.elementwise(.cosine)))
    },
    function("Asin", 7, as: .elementwise, .arithmetic) { x, _ in
      // 2 · arctan(x / (1 + √(1 − x²))), in which nothing is divided by zero.
      x.combined(.divide, with: cosineOfArcsine(x).combined(.add, with: 1))
        .applying(.elementwise(.arctangent)).combined(.multiply, with: 2)
    },
    function("Acos", 7, as: .elementwise, .arithmetic) { x, _ in
      // 2 · arctan(√(1 − x) / √(1 + x)), in which nothing cancels; of −1 that is 2 · arctan ∞.
      let parts = [number(1).combined(.subtract, with: x), number(1).combined(.add, with: x)]
        .map { $0.applying(.elementwise(.squareRoot)) }
      return parts[0].combined(.divide, with: parts[1])
        .applying(.elementwise(.arctangent)).combined(.multiply, with: 2)
    },
    function("Sinh", 9, as: .elementwise, .arithmetic, .activation, .discrete, .select) { x, _ in
      x.hyperbolicSine
    },
    function("Cosh", 9, as: .elementwise, .arithmetic) { x, _ in x.hyperbolicCosine },
    function("Asinh", 9, as: .elementwise, .arithmetic, .activation) { x, _ in
      x.inverseHyperbolicSine
    },
    function("Acosh", 9, as: .elementwise, .arithmetic, .activation) { x, _ in
      x.inverseHyperbolicCosine
    },
    function("Atanh", 9, as: .elementwise, .arithmetic, .activation) { x, _ in
      x.inverseHyperbolicTangent
    },
    function(
      "IsNaN", 9, as: .discrete, operands: .init(.partlyKnown(.pointwise)),
      results: .fixed(.boolean)
    ) { x, _ in
      // No other number differs from itself.
      .operation(
        .discrete(.equal),
        [.operation(.discrete(.equal), [x, x], extents: nil), .constant(Literal(scalar: 0))],
        extents: nil)
    },
    function(
      "IsInf", 10, as: .discrete, operands: .init(.partlyKnown(.pointwise)),
      results: .fixed(.boolean)
    ) { x, call in
      let isWanted = ["detect_positive", "detect_negative"].map { call.node.integer($0) ?? 1 != 0 }
      let largest = Float.greatestFiniteMagnitude
      let kinds: [(DiscreteFunction, Float)] = [(.greater, largest), (.less, -largest)]
      let found = zip(isWanted, kinds).filter(\.0).map { compared(x, $1.0, $1.1) }
      guard let first = found.first else { return compared(x, .less, -.infinity) }
      return found.dropFirst().reduce(first) {
        .operation(.discrete(.or), [$0, $1], extents: nil)
      }
    },
    ONNXOperator("Mean", as: .arithmetic) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let operands = call.all.compactMap(\.self)
      let sum = operands.dropFirst().reduce(operands[0]) { $0.combined(.add, with: $1) }
      return .value(
        operands.count == 1 ? sum : sum.combined(.multiply, with: 1 / Float(operands.count)))
    },
    ONNXOperator("LpNormalization", as: .reduction, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let x = Expression.operand(0)
      let (axis, power) = (call.node.integer("axis") ?? -1, call.node.integer("p") ?? 2)
      guard power == 1 || power == 2 else { return .unrecognized(extents: call.extents(0)) }
      let sizes =
        power == 1 ? x.applying(.elementwise(.absolute)) : x.combined(.multiply, with: x)
      let sum = sizes.applying(.reduction(.sum, axes: [axis], keepsAxes: true))
      let norm = power == 1 ? sum : sum.applying(.elementwise(.squareRoot))
      // What is zero stays zero.
      return .value(x.combined(.divide, with: norm.combined(.maximum, with: 1e-30)))
    },
    ONNXOperator("MeanVarianceNormalization", 9...newest, as: .mean, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let mean = OperationKind.mean(
        axes: call.node.integers("axes") ?? [0, 2, 3], keepsAxes: true)
      let x = Expression.operand(0)
      let difference = Expression.shared(0, x.combined(.subtract, with: x.applying(mean)))
      let variance = difference.combined(.multiply, with: difference).applying(mean)
      return .value(
        difference.combined(
          .divide,
          with: variance.applying(.elementwise(.squareRoot)).combined(.add, with: 1e-9)))
    },
  ]

  /// The record of a function of one tensor; where its attributes make it none that is known, the
  /// operation keeps its ONNX name.
  private static func function(
    _ name: String, _ first: Int, as operations: OperationName...,
    operands: ONNXOperands = .init(), results: ResultFormat = .ofOperand(0),
    meaning: @escaping @Sendable (Expression, OperatorCall) -> Expression?
  ) -> ONNXOperator {
    ONNXOperator(name, first...newest, as: operations, operands: operands, results: results) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return meaning(.operand(0), call).map { .value($0) }
        ?? .unrecognized(extents: call.extents(0))
    }
  }

  private static func number(_ number: Float) -> Expression {
    .constant(Literal(extents: [], numbers: .reals([number])))
  }

  private static func compared(
    _ x: Expression, _ function: DiscreteFunction, _ bound: Float
  ) -> Expression {
    .operation(.discrete(function), [x, number(bound)], extents: nil)
  }

  /// One tensor where a comparison with a number holds, and another where it does not.
  private static func select(
    _ x: Expression, _ function: DiscreteFunction, _ bound: Float, _ yes: Expression,
    _ no: Expression
  ) -> Expression {
    .operation(.select, [compared(x, function, bound), yes, no], extents: nil)
  }

  /// √(1 − x²).
  private static func cosineOfArcsine(_ x: Expression) -> Expression {
    number(1).combined(.subtract, with: x.combined(.multiply, with: x))
      .applying(.elementwise(.squareRoot))
  }
}

extension ONNXOperators {
  /// Functions of whole axes.
  static let reductions: [ONNXOperator] = [
    ONNXOperator("ReduceMean", as: .mean, .globalAveragePool, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let (axes, keepsAxes) = reducedAxes(call) else { return .unrecognized }
      // Over no axis at all, a mean is its operand.
      let isSpatial = keepsAxes && axes == [2, 3] && call.extents(0)?.count == 4
      let mean = OperatorMeaning.Expression.operand(0).applying(
        axes.isEmpty
          ? .identity : isSpatial ? .globalAveragePool : .mean(axes: axes, keepsAxes: keepsAxes))
      return .value(call.format(0).isWhole ? mean.truncated : mean)
    },
    reduction("ReduceSum") { $0.reduced(by: .sum, $1) },
    reduction("ReduceMax") { $0.reduced(by: .maximum, $1) },
    reduction("ReduceMin") { $0.reduced(by: .minimum, $1) },
    reduction(
      "ReduceProd",
      folding: .computed { node, operands in
        guard let x = operands.first ?? nil, x.extents?.count == 1,
          let value = x.integers.flatMap({ product($0.map(Optional.some)) })
        else { return nil }
        let keepsAxes = node.integer("keepdims") != 0
        return Literal(extents: keepsAxes ? [1] : [], numbers: .integers([value]))
      }
    ) { $0.reduced(by: .product, $1) },
    reduction("ReduceL1") { $0.applying(.elementwise(.absolute)).reduced(by: .sum, $1) },
    reduction("ReduceSumSquare") { $0.combined(.power, with: 2).reduced(by: .sum, $1) },
    reduction("ReduceL2") {
      $0.combined(.power, with: 2).reduced(by: .sum, $1).applying(.elementwise(.squareRoot))
    },
    reduction("ReduceLogSum") {
      $0.reduced(by: .sum, $1).applying(.elementwise(.logarithm))
    },
    reduction("ReduceLogSumExp") { x, axes in
      // log Σ eˣ = m + log Σ e^(x − m): no exponential overflows where m is the largest x, and no
      // difference of infinities is taken where m is the finite number next to it.
      let largest = OperatorMeaning.Expression.shared(
        0,
        x.reduced(by: .maximum, (axes.axes, keepsAxes: true))
          .applying(
            .activation(
              .clip(minimum: -.greatestFiniteMagnitude, maximum: .greatestFiniteMagnitude))))
      let sum = x.combined(.subtract, with: largest).applying(.elementwise(.exponential))
        .reduced(by: .sum, (axes.axes, keepsAxes: true))
      let result = sum.applying(.elementwise(.logarithm)).combined(.add, with: largest)
      return axes.keepsAxes ? result : result.applying(.squeeze(axes: axes.axes))
    },
    ONNXOperator(
      "CumSum", 11...newest, as: .cumulativeSum, operands: .init(settings: [1]),
      folding: .computed { node, operands in
        guard operands.count == 2, let axis = operands[1]?.integers, axis.count == 1 else {
          return nil
        }
        return NumberGrid(operands[0])?.totals(
          upToEachAlong: axis[0], isExclusive: node.integer("exclusive") == 1,
          isReversed: node.integer("reverse") == 1)
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard let axis = call.literal(1)?.integers, axis.count == 1 else {
        return .unrecognized(extents: call.extents(0))
      }
      return .operation(
        .cumulativeSum(
          axis: axis[0], isExclusive: call.node.integer("exclusive") == 1,
          isReversed: call.node.integer("reverse") == 1))
    },
    ONNXOperator(
      "TopK", as: .topElements, operands: .init(settings: [1]), results: .ofOperand(0, then: .index)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let count = call.node.integer("k") ?? call.literal(1)?.integers?.first, count >= 0
      else { return .unrecognized }
      return .operation(
        .topElements(
          axis: call.node.integer("axis") ?? -1, count: count,
          isLargest: call.node.integer("largest") != 0))
    },
    indexOfExtreme("ArgMax", .indexOfMaximum), indexOfExtreme("ArgMin", .indexOfMinimum),
    // The largest element of each channel.
    ONNXOperator("GlobalMaxPool", as: .reduction, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let rank = call.extents(0)?.count, rank > 2 else { return .unrecognized }
      return .operation(.reduction(.maximum, axes: Array(2..<rank), keepsAxes: true))
    },
  ]

  /// The record of an operator that tells where the first extreme element of an axis stands.
  private static func indexOfExtreme(_ name: String, _ function: Reduction) -> ONNXOperator {
    ONNXOperator(name, as: .reduction, results: .fixed(.index)) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let axis = call.node.integer("axis") ?? 0
      let reduction = OperationKind.reduction(
        function, axes: [axis], keepsAxes: call.node.integer("keepdims") != 0)
      guard call.node.integer("select_last_index") == 1 else { return .operation(reduction) }
      // The last one is the first from behind.
      guard let x = call.extents(0), let normalized = normalizedAxis(axis, rank: x.count),
        let extent = x[normalized], extent > 0
      else { return .unrecognized }
      let reversed = OperatorMeaning.Expression.operand(0).applying(
        .slice([AxisSlice(axis: normalized, start: -1, end: .min, step: -1)]))
      return .value(
        OperatorMeaning.Expression.constant(
          Literal(extents: [], numbers: .reals([Float(extent - 1)]))
        ).combined(.subtract, with: reversed.applying(reduction)))
    }
  }

  /// The record of a reduction, by what it makes of x and the axes.
  private static func reduction(
    _ name: String, folding: ONNXOperator.Folding = .none,
    _ expression:
      @escaping @Sendable (
        OperatorMeaning.Expression, (axes: [Int], keepsAxes: Bool)
      ) -> OperatorMeaning.Expression
  ) -> ONNXOperator {
    ONNXOperator(name, as: .reduction, operands: .init(settings: [1]), folding: folding) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let axes = reducedAxes(call) else { return .unrecognized }
      let result = expression(.operand(0), axes)
      // The root or the logarithm of whole numbers is whole, too.
      return .value(call.format(0).isWhole ? result.truncated : result)
    }
  }

  /// The axes over which a node reduces, counted from the front if the rank is known, in
  /// ascending order; `nil` where they cannot be told.
  ///
  /// Source: ONNX operator `ReduceMean`, opsets 1 to 18.
  private static func reducedAxes(_ call: OperatorCall) -> (axes: [Int], keepsAxes: Bool)? {
    let rank = call.extents(0)?.count
    let keepsAxes = call.node.integer("keepdims") != 0
    if call.has(1) && call.literal(1)?.integers == nil { return nil }
    let axes = call.integers("axes", or: 1) ?? []
    if axes.isEmpty {
      if call.node.integer("noop_with_empty_axes") == 1 { return ([], keepsAxes) }
      return rank.map { (Array(0..<$0), keepsAxes) }
    }
    guard let rank else { return (axes, keepsAxes) }
    let normalized = axes.compactMap { normalizedAxis($0, rank: rank) }
    return normalized.count == axes.count ? (normalized.sorted(), keepsAxes) : nil
  }
}

extension OperatorMeaning.Expression {
  /// This tensor reduced over axes.
  fileprivate func reduced(
    by function: Reduction, _ axes: (axes: [Int], keepsAxes: Bool)
  ) -> Self {
    applying(.reduction(function, axes: axes.axes, keepsAxes: axes.keepsAxes))
  }
}

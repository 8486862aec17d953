extension ONNXOperators {
  /// Functions of whole axes.
  static let reductions: [ONNXOperator] =
    [
      ONNXOperator("ReduceMean", as: .mean, .globalAveragePool, settings: [1]) {
        call throws(ArchitectureError) in
        try call.requireOperands(1)
        guard let (axes, keepsAxes) = reducedAxes(call) else { return .unrecognized }
        // Over no axis at all, a mean is its operand.
        let isSpatial = keepsAxes && axes == [2, 3] && call.extents(0)?.count == 4
        return .operation(
          axes.isEmpty
            ? .identity : isSpatial ? .globalAveragePool : .mean(axes: axes, keepsAxes: keepsAxes))
      },
      ONNXOperator("CumSum", 11...newest, as: .cumulativeSum, settings: [1]) {
        call throws(ArchitectureError) in
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
        "ReduceProd", settings: [1],
        folding: .computed { node, operands in
          guard let x = operands.first ?? nil, x.extents?.count == 1,
            let value = x.integers.flatMap({ product($0.map(Optional.some)) })
          else { return nil }
          let keepsAxes = node.integer("keepdims") != 0
          return Literal(extents: keepsAxes ? [1] : [], numbers: .integers([value]))
        }, translation: unknownReduction),
    ]
    + [
      "ReduceL1", "ReduceL2", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceSumSquare",
    ].map { ONNXOperator($0, settings: [1], translation: unknownReduction) }

  /// A function of axes that no operation stands for; its result's extents are known.
  private static let unknownReduction: ONNXOperator.Translation = {
    call throws(ArchitectureError) in
    try call.requireOperands(1)
    let extents = reducedAxes(call).flatMap { axes, keepsAxes in
      call.extents(0).flatMap { meanExtents($0, axes: axes, keepsAxes: keepsAxes) }
    }
    return .unrecognized(extents: extents)
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

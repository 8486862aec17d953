extension ONNXOperators {
  /// Normalizations.
  static let normalizations: [ONNXOperator] = [
    ONNXOperator(
      "BatchNormalization", as: .batchNorm,
      operands: .init(
        .normalizes(.batch), weights: [1, 2, 3, 4], buffers: [3: 0, 4: 1], placeholders: [2: 0])
    ) { call throws(ArchitectureError) in
      try call.requireOperands(5)
      // Up to opset 8 a norm may have its own moments at every position.
      guard call.node.integer("spatial") ?? 1 == 1 else { return .unrecognized }
      if let standardized = standardizedWeight(call) { return .value(standardized) }
      return .operation(.batchNorm(epsilon: epsilon(call)), call.all)
    },
    ONNXOperator("LayerNormalization", 1...newest, as: .layerNorm, operands: norm([1, 2])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(
        .layerNorm(axis: call.node.integer("axis") ?? -1, epsilon: epsilon(call)),
        call.weighted(upTo: 3))
    },
    ONNXOperator("GroupNormalization", 18...newest, as: .groupNorm, operands: norm([1, 2])) {
      call throws(ArchitectureError) in
      try call.requireOperands(3)
      guard let groups = call.node.integer("num_groups"), groups > 0 else {
        throw .malformed(
          location: call.node.location, expected: "a positive 'num_groups'", found: "none")
      }
      var operands = call.weighted(upTo: 3)
      if call.version < 21 {
        // There are as many scales and shifts as groups; each stands for its group's channels.
        guard case let channels?? = call.extents(0)?.dropFirst().first, channels % groups == 0
        else { return .unrecognized }
        operands = [.operand(0)] + operands.dropFirst().map { $0?.spread(channels, over: groups) }
      }
      return .operation(.groupNorm(groups: groups, epsilon: epsilon(call)), operands)
    },
    ONNXOperator(
      "InstanceNormalization", 6...newest, as: .groupNorm, operands: norm([1, 2], .instance)
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(3)
      // One group per channel; the scale has one number per channel.
      guard case let channels?? = call.extents(1)?.first else { return .unrecognized }
      return .operation(
        .groupNorm(groups: channels, epsilon: epsilon(call)), call.weighted(upTo: 3))
    },
    ONNXOperator("LRN", as: .localResponseNorm, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let node = call.node
      guard let size = node.integer("size"), (1...1 << 16).contains(size) else {
        throw .malformed(
          location: node.location, expected: "a 'size' from 1 to 65536",
          found: node.integer("size").map(String.init) ?? "none")
      }
      return .operation(
        .localResponseNorm(
          LocalResponseNorm(
            size: size, alpha: node.real("alpha") ?? 1e-4, beta: node.real("beta") ?? 0.75,
            bias: node.real("bias") ?? 1)))
    },
    rootMeanSquare("RMSNormalization", 23...newest),
    rootMeanSquare("SimplifiedLayerNormalization", 1...newest),
    rootMeanSquare("com.microsoft::SimplifiedLayerNormalization", 1...1),
    // The norm of a sum, in which a bias may stand; the fourth result is the sum.
    ONNXOperator(
      "com.microsoft::SkipLayerNormalization", 1...1, as: .arithmetic, .layerNorm,
      operands: norm([2, 3, 4])
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      let sum = sum(of: call, bias: 4)
      let norm = OperatorMeaning.Expression.operation(
        .layerNorm(axis: -1, epsilon: call.node.real("epsilon") ?? 1e-12),
        [sum, .operand(2)] + (call.has(3) ? [.operand(3)] : []), extents: nil)
      return .values([norm, nil, nil, sum])
    },
    ONNXOperator(
      "com.microsoft::SkipSimplifiedLayerNormalization", 1...1, as: .arithmetic,
      .rootMeanSquareNorm, operands: norm([2, 3])
    ) { call throws(ArchitectureError) in
      try call.requireOperands(3)
      let sum = sum(of: call, bias: 3)
      let norm = OperatorMeaning.Expression.operation(
        .rootMeanSquareNorm(axis: -1, epsilon: call.node.real("epsilon") ?? 1e-12),
        [sum, .operand(2)], extents: nil)
      return .values([norm, nil, nil, sum])
    },
    ONNXOperator(
      "com.microsoft::EmbedLayerNormalization", 1...1, as: .embedding, .arithmetic, .layerNorm,
      operands: .init(
        .normalizes(.other), weights: [2, 3, 4, 5, 6], placeholders: [5: 1, 6: 0]),
      translation: embeddingNorm),
  ]

  /// A weight whose channels are normalized by their own statistics, as of a convolution with
  /// standardized weights; `nil` for a norm of what flows.
  private static func standardizedWeight(_ call: OperatorCall) -> OperatorMeaning.Expression? {
    guard call.node.integer("training_mode") == 1, let weight = call.tensor(0),
      !weight.dependsOnInput, let rank = weight.extents?.count, rank > 1
    else { return nil }
    let x = OperatorMeaning.Expression.operand(0)
    let mean = OperationKind.mean(axes: [0] + Array(2..<rank), keepsAxes: true)
    let difference = OperatorMeaning.Expression.shared(
      0, x.combined(.subtract, with: x.applying(mean)))
    let deviation = difference.combined(.multiply, with: difference).applying(mean)
      .combined(.add, with: epsilon(call)).applying(.elementwise(.squareRoot))
    /// One number a channel.
    func channels(_ operand: Int) -> OperatorMeaning.Expression {
      let numbers = OperatorMeaning.Expression.operand(operand)
      return rank > 2 ? numbers.applying(.unsqueeze(axes: Array(1..<rank - 1))) : numbers
    }
    let scaled = difference.combined(.divide, with: deviation)
      .combined(.multiply, with: channels(1))
    let isShifted = call.literal(2)?.reals?.contains { $0 != 0 } ?? true
    return isShifted ? scaled.combined(.add, with: channels(2)) : scaled
  }

  /// The sum of two tensors, and of a bias, if there is one.
  private static func sum(of call: OperatorCall, bias: Int) -> OperatorMeaning.Expression {
    let x = OperatorMeaning.Expression.operand(0)
    guard call.has(bias) else { return .shared(0, x.combined(.add, with: .operand(1))) }
    // The bias is that of the layer whose result the second operand is.
    let skip = OperatorMeaning.Expression.operand(1).combined(.add, with: .operand(bias))
    return .shared(0, x.combined(.add, with: skip))
  }

  /// The norm of the sum of the rows that tokens, their positions and perhaps their segments pick.
  ///
  /// Operands: token ids, segment ids?, token table, table of positions, table of segments?, scale,
  /// shift, mask?, ids of positions?
  ///
  /// Source: ONNX Runtime, contrib operator `EmbedLayerNormalization`.
  private static let embeddingNorm: ONNXOperator.Translation = {
    call throws(ArchitectureError) in
    guard call.has(0), call.has(2), call.has(3), call.has(5), call.has(6) else {
      throw .malformed(
        location: call.node.location, expected: "tokens, tables, scale and shift",
        found: "some of them left out")
    }
    var sum = OperatorMeaning.Expression.operation(
      .embedding, [.operand(0), .operand(2)], extents: nil)
    if call.has(8) {
      let positions = OperatorMeaning.Expression.operation(
        .embedding, [.operand(8), .operand(3)], extents: nil)
      sum = sum.combined(.add, with: positions)
    } else {
      // The first rows of the table, one a token.
      guard case let tokens?? = call.extents(0)?.last else { return .unrecognized }
      let rows = AxisSlice(axis: 0, start: 0, end: tokens, step: 1)
      let positions = OperatorMeaning.Expression.operand(3).applying(.slice([rows]))
      sum = sum.combined(.add, with: positions.applying(.unsqueeze(axes: [0])))
    }
    if call.has(1) && call.has(4) {
      let segments = OperatorMeaning.Expression.operation(
        .embedding, [.operand(1), .operand(4)], extents: nil)
      sum = sum.combined(.add, with: segments)
    }
    return .operation(
      .layerNorm(axis: -1, epsilon: call.node.real("epsilon") ?? 1e-12),
      [sum, .operand(5), .operand(6)])
  }

  private static func rootMeanSquare(
    _ name: String, _ versions: ClosedRange<Int>
  ) -> ONNXOperator {
    ONNXOperator(name, versions, as: .rootMeanSquareNorm, operands: norm([1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(
        .rootMeanSquareNorm(axis: call.node.integer("axis") ?? -1, epsilon: epsilon(call)),
        call.weighted(upTo: 2))
    }
  }

  /// The operands of a norm: the scale that exporters write where a module has none is of ones, and all
  /// shifts behind it of zeros.
  private static func norm(
    _ weights: [Int], _ kind: OperatorEffect.Norm = .other
  ) -> ONNXOperands {
    var placeholders: [Int: Float] = [:]
    for operand in weights { placeholders[operand] = operand == weights.first ? 1 : 0 }
    return ONNXOperands(
      .normalizes(kind), weights: OperandIndices(weights), placeholders: placeholders)
  }

  private static func epsilon(_ call: OperatorCall) -> Float { call.node.real("epsilon") ?? 1e-5 }
}

extension OperatorMeaning.Expression {
  /// Numbers of groups (G), each repeated for its group's channels: (C).
  fileprivate func spread(_ channels: Int, over groups: Int) -> Self {
    let target = Literal(list: [groups, channels / groups])
    let rows = Self.operation(
      .expand, [applying(.unsqueeze(axes: [1])), .constant(target)],
      extents: [groups, channels / groups])
    return rows.applying(.reshape(extents: [channels]))
  }
}

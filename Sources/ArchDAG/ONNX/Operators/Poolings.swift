extension ONNXOperators {
  /// Averages and maxima over windows.
  ///
  /// Source: ONNX operators `MaxPool` and `AveragePool`, opset 22.
  static let poolings: [ONNXOperator] = [
    ONNXOperator("MaxPool", as: .maxPool, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      .operation(.maxPool(try pooling(call)))
    },
    ONNXOperator("AveragePool", as: .averagePool, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      .operation(.averagePool(try pooling(call)))
    },
    ONNXOperator("LpPool", as: .averagePool, .arithmetic, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      var pooling = try pooling(call)
      pooling.countsPadding = true
      // A mean of powers is their sum but for the window's size, if the window lies within the border.
      guard !pooling.roundsUp, let count = product(pooling.kernel.map(Optional.some)) else {
        return .unrecognized("with ceil_mode")
      }
      return .value(
        root(of: .averagePool(pooling), times: Float(count), power: call.node.integer("p") ?? 2))
    },
    ONNXOperator(
      "GlobalLpPool", 2...newest, as: .reduction, .arithmetic, operands: .init(weights: [])
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let rank = call.extents(0)?.count, rank > 2 else { return .unrecognized }
      return .value(
        root(
          of: .reduction(.sum, axes: Array(2..<rank), keepsAxes: true), times: 1,
          power: call.node.integer("p") ?? 2))
    },
    ONNXOperator("GlobalAveragePool", as: .globalAveragePool, operands: .init(weights: [])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.globalAveragePool)
    },
  ]

  /// The root of a sum of powers of |x|.
  private static func root(
    of sum: OperationKind, times factor: Float, power: Int
  ) -> OperatorMeaning.Expression {
    let powers = OperatorMeaning.Expression.operand(0).applying(.elementwise(.absolute))
      .combined(.power, with: Float(power))
    return powers.applying(sum).combined(.multiply, with: factor)
      .combined(.power, with: 1 / Float(power))
  }

  /// What a node says of its windows.
  static func pooling(_ call: OperatorCall) throws(ArchitectureError) -> PoolingAttributes {
    try call.requireOperands(1)
    let node = call.node
    guard let kernel = node.integers("kernel_shape"), !kernel.isEmpty else {
      throw .malformed(
        location: node.location, expected: "the attribute 'kernel_shape'", found: "none")
    }
    let window = try WindowAttributes(node, kernel: kernel, x: call.extents(0))
    return PoolingAttributes(
      kernel: kernel, strides: window.strides, padding: window.padding,
      dilations: window.dilations, roundsUp: node.integer("ceil_mode") == 1,
      countsPadding: node.integer("count_include_pad") == 1)
  }
}

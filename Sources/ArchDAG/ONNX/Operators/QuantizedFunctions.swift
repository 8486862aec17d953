/// Functions of whole numbers of 8 bits: those of the real numbers that these stand for, and the rounding
/// around them.
///
/// Source: ONNX Runtime, contrib operators of these names.
extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  static let quantizedFunctions: [ONNXOperator] = [
    elementwise("com.microsoft::QLinearAdd") { $0.combined(.add, with: $1) },
    elementwise("com.microsoft::QLinearMul") { $0.combined(.multiply, with: $1) },
    unary("com.microsoft::QLinearSigmoid") { x, _ in x.applying(.activation(.sigmoid)) },
    unary("com.microsoft::QLinearLeakyRelu") { x, call in
      x.applying(.activation(.leakyRelu(slope: call.node.real("alpha") ?? 0.01)))
    },
    unary("com.microsoft::QLinearGlobalAveragePool") { x, call in
      call.node.integer("channels_last") ?? 0 == 0 ? x.applying(.globalAveragePool) : nil
    },
    unary("com.microsoft::QLinearAveragePool") { x, call throws(ArchitectureError) in
      call.node.integer("channels_last") ?? 0 == 0
        ? x.applying(.averagePool(try pooling(call))) : nil
    },
    unary("com.microsoft::QLinearSoftmax") { x, call in
      // Up to opset 12 all axes from there on are one.
      let axis = call.node.integer("axis") ?? -1
      let isLast = axis == -1 || axis + 1 == call.extents(0)?.count
      return call.node.integer("opset") ?? 1 >= 13 || isLast
        ? x.applying(.softmax(axis: axis)) : nil
    },
    ONNXOperator(
      "com.microsoft::QLinearConcat", 1...1, as: .quantization, .concatenation,
      results: .ofOperand(1)
    ) { call throws(ArchitectureError) in
      try call.requireOperands(5)
      guard let range = call.format(1).quantizedRange, call.operands.count % 3 == 2 else {
        return .unrecognized
      }
      let parts = stride(from: 2, to: call.operands.count, by: 3).map { operand in
        Optional(
          Expression.operand(operand)
            .dequantized(scale: .operand(operand + 1), zeroPoint: .operand(operand + 2)))
      }
      let joined = Expression.operation(
        .concatenation(axis: call.node.integer("axis") ?? 1), parts, extents: nil)
      return .value(joined.quantized(scale: .operand(0), zeroPoint: .operand(1), to: range))
    },
  ]

  /// The record of a function of two tensors, each with its scale and zero point, and those of the
  /// result behind.
  private static func elementwise(
    _ name: String, _ function: @escaping @Sendable (Expression, Expression) -> Expression
  ) -> ONNXOperator {
    ONNXOperator(
      name, 1...1, as: .quantization, .arithmetic,
      operands: .init(settings: [1, 2, 4, 5, 6, 7], quantized: [0, 3]),
      results: .ofOperand(0)
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(5)
      guard let range = call.format(0).quantizedRange else { return .unrecognized }
      let result = function(
        Expression.operand(0).dequantized(scale: .operand(1), zeroPoint: call.optional(2)),
        Expression.operand(3).dequantized(scale: .operand(4), zeroPoint: call.optional(5)))
      return .value(
        result.quantized(scale: .operand(6), zeroPoint: call.optional(7), to: range))
    }
  }

  /// The record of a function of one tensor with its scale and zero point, and those of the result
  /// behind.
  private static func unary(
    _ name: String,
    _ function:
      @escaping @Sendable (Expression, OperatorCall) throws(ArchitectureError) -> Expression?
  ) -> ONNXOperator {
    ONNXOperator(name, 1...1, as: .quantization, .activation, results: .ofOperand(0)) {
      call throws(ArchitectureError) in
      try call.requireOperands(4)
      let x = Expression.operand(0).dequantized(
        scale: .operand(1), zeroPoint: call.optional(2))
      guard let range = call.format(0).quantizedRange, let result = try function(x, call) else {
        return .unrecognized(extents: nil)
      }
      return .value(
        result.quantized(scale: .operand(3), zeroPoint: call.optional(4), to: range))
    }
  }
}

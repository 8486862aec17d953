extension ONNXOperators {
  /// Sums of products.
  ///
  /// Which of them are linear layers shows when the whole network is known.
  static let products: [ONNXOperator] = [
    ONNXOperator("Gemm", as: .linear, weights: [1, 2]) { call throws(ArchitectureError) in
      .value(try gemm(call))
    },
    ONNXOperator("MatMul", as: .linear, .matrixProduct) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .operation(.matrixProduct, [.operand(0), .operand(1)])
    },
    ONNXOperator("Einsum", 12...newest, as: .einsum) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let text = call.node.text("equation") else {
        throw .malformed(
          location: call.node.location, expected: "the attribute 'equation'", found: "none")
      }
      guard let equation = EinsumEquation(text), equation.operandCount == call.operands.count else {
        return .unrecognized
      }
      return .operation(.einsum(equation), call.all)
    },
  ]

  /// α · A·B + β · C, where A and B may be transposed.
  ///
  /// Source: ONNX operator `Gemm`, opset 13.
  private static func gemm(
    _ call: OperatorCall
  ) throws(ArchitectureError) -> OperatorMeaning.Expression {
    try call.requireOperands(2)
    let node = call.node
    let inputs = call.weighted(upTo: 3)
    var left = OperatorMeaning.Expression.operand(0)
    var right = OperatorMeaning.Expression.operand(1)
    if node.integer("transA") ?? 0 != 0 { left = left.transposed }
    if node.integer("transB") ?? 0 != 0 { right = right.transposed }
    var result = OperatorMeaning.Expression.operation(.matrixProduct, [left, right], extents: nil)
    let alpha = node.real("alpha") ?? 1
    if alpha != 1 { result = result.combined(.multiply, with: alpha) }
    guard inputs.count == 3, var bias = inputs[2] else { return result }
    let beta = node.real("beta") ?? 1
    if beta != 1 { bias = bias.combined(.multiply, with: beta) }
    return result.combined(.add, with: bias)
  }
}

extension OperatorMeaning.Expression {
  fileprivate var transposed: Self { applying(.transpose(permutation: [1, 0])) }
}

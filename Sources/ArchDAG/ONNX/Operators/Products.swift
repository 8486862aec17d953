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
      return learnedLeft(call) ?? .operation(.matrixProduct, [.operand(0), .operand(1)])
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

  /// W·x with a learned matrix W on the left, as (xᵀ·Wᵀ)ᵀ, which is a linear layer; `nil` for any
  /// other product.
  private static func learnedLeft(_ call: OperatorCall) -> OperatorMeaning? {
    guard let weight = call.tensor(0), !weight.dependsOnInput, weight.extents?.count == 2,
      let x = call.tensor(1), x.dependsOnInput, let rank = x.extents?.count, rank > 0
    else { return nil }
    let matrix = OperatorMeaning.Expression.operand(0).transposed
    guard rank > 1 else { return .operation(.matrixProduct, [.operand(1), matrix]) }
    var order = Array(0..<rank)
    order.swapAt(rank - 1, rank - 2)
    let product = OperatorMeaning.Expression.operation(
      .matrixProduct,
      [OperatorMeaning.Expression.operand(1).applying(.transpose(permutation: order)), matrix],
      extents: nil)
    return .operation(.transpose(permutation: order), [product])
  }

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
    // The factor belongs to what is learned: a GHN predicts the product of both.
    let alpha = node.real("alpha") ?? 1
    let isLearned = call.tensor(1).map { !$0.dependsOnInput } ?? false
    if alpha != 1 && isLearned { right = right.combined(.multiply, with: alpha) }
    var result = OperatorMeaning.Expression.operation(.matrixProduct, [left, right], extents: nil)
    if alpha != 1 && !isLearned { result = result.combined(.multiply, with: alpha) }
    guard inputs.count == 3, var bias = inputs[2] else { return result }
    let beta = node.real("beta") ?? 1
    if beta != 1 { bias = bias.combined(.multiply, with: beta) }
    return result.combined(.add, with: bias)
  }
}

extension OperatorMeaning.Expression {
  fileprivate var transposed: Self { applying(.transpose(permutation: [1, 0])) }
}

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
      guard let equation = call.node.text("equation") else {
        throw .malformed(
          location: call.node.location, expected: "the attribute 'equation'", found: "none")
      }
      let extents = einsumExtents(
        equation, of: call.operands.indices.map { call.extents($0) })
      return .operation(.einsum(equation: equation), call.all, extents: extents)
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

/// The extents of an `Einsum`, where the equation names its result and uses no ellipsis.
///
/// Source: ONNX operator `Einsum`, opset 12.
func einsumExtents(_ equation: String, of operands: [Extents?]) -> Extents? {
  let sides = equation.filter { $0 != " " }.split(separator: ">", maxSplits: 1)
  guard sides.count == 2, sides[0].hasSuffix("-") else { return nil }
  let terms = sides[0].dropLast().split(separator: ",", omittingEmptySubsequences: false)
  guard terms.count == operands.count else { return nil }
  var extents: [Character: Int] = [:]
  for (term, operand) in zip(terms, operands) {
    guard let operand, term.count == operand.count else { return nil }
    for (letter, extent) in zip(term, operand) { extents[letter] = extent }
  }
  return sides[1].map { extents[$0] }
}

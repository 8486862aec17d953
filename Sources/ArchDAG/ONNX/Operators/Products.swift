extension ONNXOperators {
  /// Sums of products.
  ///
  /// Which of them are linear layers shows when the whole network is known.
  static let products: [ONNXOperator] = [
    ONNXOperator(
      "Gemm", as: .linear,
      operands: .init(.mixes(.affineProduct), weights: [1, 2], placeholders: [2: 0])
    ) {
      call throws(ArchitectureError) in
      .value(try gemm(call))
    },
    ONNXOperator("MatMul", as: .linear, .matrixProduct, operands: .init(.mixes(.matrixProduct))) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      return learnedLeft(call)
        ?? .operation(.matrixProduct, [.operand(0), matrixOfLayer(call) ?? .operand(1)])
    },
    ONNXOperator(
      "com.microsoft::FusedGemm", 1...1, as: .linear, .activation,
      operands: .init(.mixes(.affineProduct), weights: [1, 2], placeholders: [2: 0])
    ) { call throws(ArchitectureError) in
      let result = try gemm(call)
      guard let name = call.node.text("activation"), !name.isEmpty else { return .value(result) }
      let numbers = ["activation_alpha", "activation_beta"].compactMap { call.node.real($0) }
      guard let activation = fusedActivation(name, numbers) else { return .unrecognized }
      return .value(result.applying(.activation(activation)))
    },
    fusedProduct("com.microsoft::FusedMatMul"),
    fusedProduct("com.microsoft::TransposeMatMul"),
    ONNXOperator(
      "Einsum", 12...newest, as: .einsum, operands: .init(.mixes(.matrixProduct))
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let text = call.node.text("equation") else {
        throw .malformed(
          location: call.node.location, expected: "the attribute 'equation'", found: "none")
      }
      guard let equation = EinsumEquation(text), equation.operandCount == call.operands.count else {
        return .unrecognized
      }
      return learnedSum(call, equation) ?? .operation(.einsum(equation), call.all)
    },
  ]

  /// α · A·B, where the last two axes of A and B may be exchanged.
  ///
  /// Source: ONNX Runtime, contrib operators `FusedMatMul` and `TransposeMatMul`.
  private static func fusedProduct(_ name: String) -> ONNXOperator {
    ONNXOperator(
      name, 1...1, as: .linear, .matrixProduct, .transpose, .arithmetic,
      operands: .init(.mixes(.matrixProduct))
    ) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      let isBatchMoved = ["transBatchA", "transBatchB"].contains {
        call.node.integer($0) ?? 0 != 0
      }
      guard !isBatchMoved, let left = matrix(call, 0, isTransposed: "transA"),
        let right = matrix(call, 1, isTransposed: "transB")
      else { return .unrecognized }
      let alpha = call.node.real("alpha") ?? 1
      let isLearned = call.tensor(1).map { !$0.dependsOnInput } ?? false
      if alpha != 1 && isLearned {
        return .operation(.matrixProduct, [left, right.combined(.multiply, with: alpha)])
      }
      let product = OperatorMeaning.Expression.operation(
        .matrixProduct, [left, right], extents: nil)
      return .value(alpha == 1 ? product : product.combined(.multiply, with: alpha))
    }
  }

  /// An operand, its last two axes exchanged if an attribute says so; `nil` where these are not known.
  private static func matrix(
    _ call: OperatorCall, _ index: Int, isTransposed attribute: String
  ) -> OperatorMeaning.Expression? {
    guard call.node.integer(attribute) ?? 0 != 0 else { return .operand(index) }
    guard let rank = call.extents(index)?.count else { return nil }
    guard rank > 1 else { return .operand(index) }
    var order = Array(0..<rank)
    order.swapAt(rank - 1, rank - 2)
    return OperatorMeaning.Expression.operand(index).applying(.transpose(permutation: order))
  }

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

  /// The learned matrix of axes (1, …, 1, C, D), which is the same for all that flows, without these axes;
  /// `nil` for any other right side.
  private static func matrixOfLayer(_ call: OperatorCall) -> OperatorMeaning.Expression? {
    guard let x = call.tensor(0), x.dependsOnInput, let weight = call.tensor(1),
      !weight.dependsOnInput, let extents = weight.extents, extents.count > 2,
      let rank = x.extents?.count, rank >= extents.count,
      case let outer = extents.dropLast(2), outer.allSatisfy({ $0 == 1 })
    else { return nil }
    return OperatorMeaning.Expression.operand(1).applying(.squeeze(axes: Array(outer.indices)))
  }

  /// A sum of products of what flows with a learned matrix, such as `btd,hd->bth`, as a linear layer;
  /// `nil` for any other sum.
  private static func learnedSum(
    _ call: OperatorCall, _ equation: EinsumEquation
  ) -> OperatorMeaning? {
    guard call.operands.count == 2, let first = call.tensor(0), let second = call.tensor(1),
      first.dependsOnInput != second.dependsOnInput
    else { return nil }
    let (x, weight) = first.dependsOnInput ? (0, 1) : (1, 0)
    let ranks = (0..<2).compactMap { call.extents($0)?.count }
    guard ranks.count == 2, ranks[weight] == 2, let letters = equation.letters(ranks: ranks) else {
      return nil
    }
    let (own, matrix) = (letters.operands[x], letters.operands[weight])
    guard let inner = matrix.first(where: { !letters.result.contains($0) }),
      let outer = matrix.first(where: { $0 != inner }),
      let index = letters.result.firstIndex(of: outer),
      own.contains(inner), !own.contains(outer), Set(own).count == own.count,
      case let rest = letters.result.filter({ $0 != outer }),
      rest.count == own.count - 1, Set(rest).isSubset(of: own)
    else { return nil }
    // Summed over the last axis; then the new axis goes from the last position to its own.
    let order = (rest + [inner]).compactMap { own.firstIndex(of: $0) }
    var data = OperatorMeaning.Expression.operand(x)
    if order != Array(own.indices) { data = data.applying(.transpose(permutation: order)) }
    var right = OperatorMeaning.Expression.operand(weight)
    if matrix[0] != inner { right = right.transposed }
    let product = OperatorMeaning.Expression.operation(
      .matrixProduct, [data, right], extents: nil)
    var back = Array(0..<rest.count)
    back.insert(rest.count, at: index)
    return .value(
      index == rest.count ? product : product.applying(.transpose(permutation: back)))
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
    let isLearned = (0..<2).map { index in call.tensor(index).map { !$0.dependsOnInput } ?? false }
    if alpha != 1 && isLearned[1] { right = right.combined(.multiply, with: alpha) }
    if alpha != 1 && isLearned[0] && !isLearned[1] { left = left.combined(.multiply, with: alpha) }
    var result: OperatorMeaning.Expression
    if isLearned[0] && !isLearned[1] {
      // A·B = (Bᵀ·Aᵀ)ᵀ: what is learned stands on the right of a linear layer.
      result =
        .operation(.matrixProduct, [right.transposed, left.transposed], extents: nil)
        .transposed
    } else {
      result = .operation(.matrixProduct, [left, right], extents: nil)
    }
    if alpha != 1 && !isLearned.contains(true) {
      result = result.combined(.multiply, with: alpha)
    }
    guard inputs.count == 3, var bias = inputs[2] else { return result }
    let beta = node.real("beta") ?? 1
    if beta != 1 { bias = bias.combined(.multiply, with: beta) }
    return result.combined(.add, with: bias)
  }
}

extension OperatorMeaning.Expression {
  /// The matrix whose transpose this one is.
  fileprivate var transposed: Self {
    if case .operation(.transpose([1, 0]), let inputs, _) = self, case let source?? = inputs.first {
      return source
    }
    return applying(.transpose(permutation: [1, 0]))
  }
}

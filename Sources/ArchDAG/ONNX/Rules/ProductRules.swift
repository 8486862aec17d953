extension NodeRules {
  /// Linear layers, and other sums of products.
  static let products: [String: NodeRule] = [
    "Gemm": { translation, node throws(ArchitectureError) in try translation.gemm(node) },
    "MatMul": { translation, node throws(ArchitectureError) in
      try node.requireOperands(2)
      let operands = translation.operands(node)
      guard let left = operands[0], let right = operands[1] else {
        return translation.emitUnrecognized(node)
      }
      if let (weight, layout) = translation.weight(right, .inputFirst) {
        translation.emit(.linear(layout), for: node, inputs: [left, weight])
      } else if translation.isParameter(left) {
        // A matrix product whose left side is learned is no layer that the rules know.
        translation.emitUnrecognized(
          node,
          extents: productExtents(
            translation.tensors[left].extents, translation.tensors[right].extents))
      } else {
        translation.emit(.matrixProduct, for: node, inputs: [left, right])
      }
    },
    "Einsum": { translation, node throws(ArchitectureError) in
      try node.requireOperands(1)
      guard let equation = node.text("equation") else {
        throw .malformed(
          location: node.location, expected: "the attribute 'equation'", found: "none")
      }
      let inputs = translation.operands(node)
      let extents = einsumExtents(
        equation, of: inputs.map { $0.flatMap { translation.tensors[$0].extents } })
      translation.emit(.einsum(equation: equation), for: node, inputs: inputs, extents: extents)
    },
  ]
}

extension Translation {
  /// x·W + b, if W is learned and nothing is scaled or transposed; otherwise as the file says.
  ///
  /// Source: ONNX operator `Gemm`, opset 13.
  fileprivate mutating func gemm(_ node: ONNXNode) throws(ArchitectureError) {
    try node.requireOperands(2)
    let layout: LinearLayout = node.integer("transB") == 1 ? .outputFirst : .inputFirst
    let inputs = weighted(node, upTo: 3)
    let isPlain =
      (node.integer("transA") ?? 0) == 0 && (node.real("alpha") ?? 1) == 1
      && (inputs.count < 3 || (node.real("beta") ?? 1) == 1)
    guard isPlain, let x = inputs[0], let right = inputs[1],
      let (weight, layout) = weight(right, layout)
    else { return emitUnrecognized(node) }
    guard inputs.count == 3, let bias = inputs[2] else {
      return emit(.linear(layout), for: node, inputs: [x, weight])
    }
    if tensors[bias].extents?.count == 1 {
      return emit(.linear(layout), for: node, inputs: [x, weight, bias])
    }
    let product = emit(
      .linear(layout), name: node.name, inputs: [x, weight], results: [node.name])
    let unbiased = tensor(of: product[0], name: node.name)
    emit(.arithmetic(.add), for: node, inputs: [unbiased, bias])
  }

  /// The learned matrix behind `tensor`, a transposition looked through.
  ///
  /// A matrix that is computed from parameters alone, such as a part of one, counts as learned.
  fileprivate func weight(
    _ tensor: Int, _ layout: LinearLayout
  ) -> (tensor: Int, layout: LinearLayout)? {
    let weight = tensors[tensor]
    guard !weight.dependsOnInput, !weight.isConstant, weight.extents?.count == 2 else { return nil }
    guard let producer = weight.producer, case .transpose([1, 0]) = steps[producer].kind,
      case let source?? = steps[producer].inputs.first
    else { return (tensor, layout) }
    return (source, layout == .inputFirst ? .outputFirst : .inputFirst)
  }

  fileprivate func isParameter(_ tensor: Int) -> Bool {
    if case .parameter = tensors[tensor].origin { true } else { false }
  }

  /// The tensor of an operation's result.
  mutating func tensor(of flow: Flow, name: String) -> Int {
    switch flow {
    case .tensor(let tensor): tensor
    case .literal(let literal):
      addTensor(
        TranslatedTensor(
          name: name, extents: literal.extents, origin: .constant(.unread), dependsOnInput: false))
    case .sequence: preconditionFailure("an operation's result is a tensor")
    }
  }
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

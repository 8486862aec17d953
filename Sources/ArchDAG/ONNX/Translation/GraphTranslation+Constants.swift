import Tensors

/// What becomes of constants: their numbers are computed where they are few, noted where they are many, and
/// kept where they are only rearranged.
extension GraphTranslation {
  /// Notes that a node's first result is a constant.
  mutating func define(_ node: ONNXNode, as literal: Literal) {
    if case let output?? = node.outputs.first { flows[output] = .literal(literal) }
  }

  /// The result of a node whose operands are constants.
  mutating func folded(_ call: OperatorCall, by known: ONNXOperator) -> Literal? {
    guard case .computed(let rule) = known.folding else { return nil }
    let operands = call.operands.indices.map { call.literal($0) }
    guard var literal = rule(call.node, operands), literal.count ?? 0 <= Literal.countLimit else {
      return nil
    }
    budget.take(&literal)
    literal.mask = DropoutMask(after: call)
    return literal
  }

  /// Gives a rearranged constant its operand's numbers.
  mutating func keepNumbers(of call: OperatorCall) {
    guard case let output?? = call.node.outputs.first, case .literal(var literal)? = flows[output],
      let operand = call.literal(0), let extents = literal.extents
    else { return }
    if product(extents) == operand.numbers.count {
      literal.numbers = operand.numbers
    } else if let record = operand.record,
      product(extents) == record.count
    {
      literal.record = record
    } else if let deferred = operand.deferred, let count = product(extents),
      count == operand.extents.flatMap({ product($0) })
    {
      literal.deferred = deferred
    } else {
      return
    }
    flows[output] = .literal(literal)
  }

  /// Notes how the result of a node whose operands are constants is computed, where its numbers are
  /// too many to be computed at once.
  mutating func deferNumbers(of call: OperatorCall, by known: ONNXOperator) {
    guard case .computed(let rule) = known.folding,
      case let output?? = call.node.outputs.first, case .literal(var literal)? = flows[output],
      literal.numbers.count == nil, literal.record == nil, literal.deferred == nil
    else { return }
    let (node, operands) = (call.node, call.operands.indices.map { call.literal($0) })
    let isLarge = literal.extents.flatMap { product($0) }.map { $0 > Literal.countLimit } ?? false
    guard isLarge || operands.contains(where: { $0?.deferred != nil || $0?.record != nil }) else {
      return
    }
    literal.deferred = DeferredNumbers(of: operands) { rule(node, $0) }
    flows[output] = .literal(literal)
  }

  mutating func note(_ mask: DropoutMask, of node: ONNXNode) {
    guard case let output?? = node.outputs.first, case .literal(var literal)? = flows[output] else {
      return
    }
    literal.mask = mask
    flows[output] = .literal(literal)
  }

  /// A result of an operation on constants.
  func constant(
    _ kind: OperationKind, of inputs: [Int?], _ extents: Extents?, result: Int = 0, count: Int = 1
  ) -> Literal {
    var literal = Literal(extents: Extents.plausible(extents))
    if result == 0 {
      literal.deferred = kind.deferred(of: inputs.map { $0.map { draft.literal($0) } })
    }
    if literal.deferred == nil {
      literal.computation = ConstantComputation(
        kind, of: inputs, result: result, resultCount: count, in: draft)
    }
    return literal
  }
}

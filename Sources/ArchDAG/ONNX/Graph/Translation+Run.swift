extension Translation {
  /// Applies the rule of every node, in topological order.
  ///
  /// - Throws: ``ArchitectureError``.
  mutating func run() throws(ArchitectureError) {
    for node in graph.nodes {
      let isConstant = isConstant(node)
      if isConstant { followMask(node) }
      if isConstant, let fold = ConstantFolding.rules[node.type] {
        let operands = node.inputs.indices.map { literal(node, $0) }
        if var literal = fold(node, operands), literal.count ?? 0 <= Literal.countLimit {
          foldedNumberCount += literal.count ?? 0
          if foldedNumberCount > Self.sizeLimit { literal.numbers = .unread }
          define(node, as: literal)
          continue
        }
      }
      let rule = NodeRules.all[node.type] ?? NodeRules.unrecognized
      try rule(&self, node)
      guard max(tensors.count, operandCount) <= Self.sizeLimit else {
        throw .tooLarge(
          location: node.location, limit: "\(Self.sizeLimit) tensors and as many operands",
          found: "more")
      }
      if isConstant && ConstantFolding.rearrangements.contains(node.type) {
        keepNumbers(of: node)
      }
      for case let output? in node.outputs where flow(output) == nil && isRead(output) {
        // Results beyond those that a rule knows, such as a dropout's mask.
        throw .unsupported(
          location: node.location, feature: "the result '\(graph.names[output])' of \(node.type)")
      }
    }
  }

  /// Gives a rearranged constant its operand's numbers.
  private mutating func keepNumbers(of node: ONNXNode) {
    guard case let output?? = node.outputs.first, case .literal(var literal)? = flow(output),
      let numbers = self.literal(node, 0)?.numbers, let extents = literal.extents,
      product(extents) == numbers.count
    else { return }
    literal.numbers = numbers
    define(output, as: .literal(literal))
  }
}
